import type * as vscode from "vscode";
import type { ProfileRequest } from "../protocol/engineApi";

/**
 * Tells which modules, by the names that the files of some profiles have for them, a place in code is sure to build. Null where
 * nothing of these files is known to be built by the code around.
 */
export type ModulePathsAt = (
  requests: readonly ProfileRequest[],
  document: vscode.TextDocument,
  position: vscode.Position,
) => Promise<readonly string[] | null>;
