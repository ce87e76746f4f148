import type { CompareRequest, ProfileRequest, Progress } from "./engineApi";

/** What the host tells a panel; a report, or whatever else the panel shows, is JSON text. */
export type ToPanel<Request = ProfileRequest> =
  /** To be kept in the webview's state, beside what the panel itself keeps there. */
  | { readonly type: "remember"; readonly state: PanelState<Request> }
  | { readonly type: "progress"; readonly title: string; readonly progress: Progress }
  | { readonly type: "show"; readonly report: string }
  | { readonly type: "failed"; readonly title: string; readonly message: string };

/** What a panel asks of the host. */
export type FromPanel =
  | { readonly type: "ready" }
  | { readonly type: "cancel" }
  | { readonly type: "retry" }
  /** The same again, with another layer or another number of groups. */
  | { readonly type: "change"; readonly changes: Pick<CompareRequest, "layer" | "numGroups"> };

/** What outlives a reload of the window: enough to make the panel's report again. */
export interface PanelState<Request = ProfileRequest> {
  readonly request: Request;
}
