import type { CompareRequest, LiveState, ProfileRequest, Progress, WantedLayer } from "./engineApi";
import type { Question } from "./whatIf";

/** What the host tells a panel; a report, or whatever else the panel shows, is JSON text. */
export type ToPanel<Request = ProfileRequest> =
  /** To be kept in the webview's state, beside what the panel itself keeps there. */
  | { readonly type: "remember"; readonly state: PanelState<Request> }
  | { readonly type: "progress"; readonly title: string; readonly progress: Progress }
  | ({ readonly type: "show"; readonly report: string } & Followable)
  /** The same run, further on: what a person looks at stays. The report is null where it has not changed. */
  | ({ readonly type: "update"; readonly report: string | null } & Followable)
  /** What was asked for by "layer": one layer a run, as JSON text (reportJson.ts). */
  | { readonly type: "layer"; readonly wanted: WantedLayer; readonly layers: readonly string[] }
  | { readonly type: "layerFailed"; readonly wanted: WantedLayer; readonly message: string }
  /** To what was asked by "ask": how far it has come, and then the answer as JSON text (whatIfJson.ts), or why there is none. */
  | { readonly type: "asking"; readonly question: Question; readonly progress: Progress }
  | { readonly type: "answer"; readonly question: Question; readonly answer: string }
  | { readonly type: "unanswered"; readonly question: Question; readonly message: string }
  /** What was chosen after "chooseFile": absolute path of a file. What was answered before is to be asked again. */
  | { readonly type: "chosenFile"; readonly which: ChosenFile; readonly path: string }
  | { readonly type: "select"; readonly layer: string }
  | { readonly type: "failed"; readonly title: string; readonly message: string };

/** What comes with a report whose run may go on. */
export interface Followable {
  /** Null where nothing is followed. */
  readonly live: Live | null;
  /** The layer that the report has in full; null is the first one, with all of its steps. */
  readonly wanted: WantedLayer | null;
}

export interface Live extends LiveState {
  readonly eachRank: boolean;
  /** A person has asked for no more updates. */
  readonly paused: boolean;
  /** Why the logs could not be read this time; null where they could. */
  readonly trouble: string | null;
}

/**
 * A file that a profile does not hold: the one with its layers' running statistics, or that of what entered them in inference,
 * of the same examples.
 */
export type ChosenFile = "checkpoint" | "inference";

/** What a panel asks of the host. */
export type FromPanel =
  | { readonly type: "ready" }
  | { readonly type: "cancel" }
  | { readonly type: "retry" }
  /** One layer of these runs in full, now and in later reports. */
  | { readonly type: "layer"; readonly wanted: WantedLayer; readonly runs: readonly string[] }
  /** Takes the place of a question that is still open. */
  | { readonly type: "ask"; readonly question: Question }
  | { readonly type: "cancelAsking" }
  /** Has a person choose a file that questions need. */
  | { readonly type: "chooseFile"; readonly which: ChosenFile }
  /** Shows the code that builds a layer. */
  | { readonly type: "goToCode"; readonly layer: string }
  | { readonly type: "pause"; readonly paused: boolean }
  /** The same again, but for this. */
  | { readonly type: "change"; readonly changes: Pick<CompareRequest, "layer" | "numGroups" | "eachRank"> };

/** What outlives a reload of the window: enough to make the panel's report again. */
export interface PanelState<Request = ProfileRequest> {
  readonly request: Request;
}
