import type * as vscode from "vscode";
import type { ProfileRequest } from "../protocol/engineApi";
import type { Engine, JobOptions } from "./engine";

/** What panels need of the extension. */
export interface PanelContext {
  readonly engine: Engine;
  readonly dist: vscode.Uri;
  readonly icon: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
}

/** VS Code's name for panels of profiles. */
export const PROFILE_PANEL = "normscope.profile";

/** What a panel shows, and how the engine makes it. */
export interface PanelKind<Request extends ProfileRequest> {
  /** VS Code's name for such panels, by which it restores them. */
  readonly type: string;
  /** "Profile: a.npy": what a panel is called that shows such files. */
  readonly title: (files: string) => string;
  /** The page's script in dist/. */
  readonly script: string;
  /** The answer as JSON text; or "follow": a profile that goes on while runs go on. */
  readonly ask: "follow" | ((engine: Engine, request: Request, options: JobOptions) => Promise<string>);
  /** What of a request makes it another one, besides the paths; left out: nothing. */
  readonly key?: (request: Request) => unknown;
}
