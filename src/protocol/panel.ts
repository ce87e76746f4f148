import type { ProfileRequest, Progress } from "./engineApi";

/** What the host tells a panel; a report is JSON text. */
export type ToPanel =
  /** To be kept in the webview's state, beside what the panel itself keeps there. */
  | { readonly type: "remember"; readonly state: PanelState }
  | { readonly type: "progress"; readonly title: string; readonly progress: Progress }
  | { readonly type: "show"; readonly report: string }
  | { readonly type: "failed"; readonly title: string; readonly message: string };

/** What a panel asks of the host. */
export type FromPanel = { readonly type: "ready" } | { readonly type: "cancel" } | { readonly type: "retry" };

/** What outlives a reload of the window: enough to make the panel's report again. */
export interface PanelState {
  readonly request: ProfileRequest;
}
