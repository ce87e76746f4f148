import type * as vscode from "vscode";
import type { CheckSettings } from "../../../analysis/checking/severities";
import type { CheckedFile } from "../../../check/checkedFile";
import { type CheckOne, textOf } from "./checkFiles";

/** How files are checked. None of it throws. */
export interface Checks {
  /** Null where a file is not to be checked. */
  settingsOf(uri: vscode.Uri): Promise<CheckSettings | null>;
  checkText(uri: vscode.Uri, text: string, settings: CheckSettings): Promise<CheckedFile | null>;
  readonly program: string;
  readonly cache: string | null;
}

/** No thread has files to read: all are checked here, one after the other. */
export function startLanes(checks: Checks, _count: number): { readonly lanes: readonly CheckOne[]; end(): void } {
  const lane: CheckOne = async (uri) => {
    const settings = await checks.settingsOf(uri);
    const text = settings && (await textOf(uri));
    return settings && text !== null ? checks.checkText(uri, text, settings) : null;
  };
  return { lanes: [lane], end() {} };
}
