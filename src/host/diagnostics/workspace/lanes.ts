import { availableParallelism } from "node:os";
import * as vscode from "vscode";
import type { CheckSettings } from "../../../analysis/checking/severities";
import type { CheckedFile } from "../../../check/checkedFile";
import type { CheckProject } from "../../../check/checkPath";
import { fileOfFolder, unsavedIn } from "../../unsaved";
import { type CheckOne, openDocument, textOf } from "./checkFiles";
import { type CheckThread, startCheckThread } from "./checkThread";

/** How files are checked. None of it throws. */
export interface Checks {
  /** Null where a file is not to be checked. */
  settingsOf(uri: vscode.Uri): Promise<CheckSettings | null>;
  /** Checks a text here, in the extension's own thread. */
  checkText(uri: vscode.Uri, text: string, settings: CheckSettings): Promise<CheckedFile | null>;
  /** The command line's program, which has threads for files on disk. */
  readonly program: string;
  /** Where these may keep what they have read. */
  readonly cache: string | null;
}

/** Starting a thread takes as long as checking so many files. */
const FEW = 60;
const MOST_THREADS = 4;

/** Ways to check so many files side by side, and what ends them. */
export function startLanes(checks: Checks, count: number): { readonly lanes: readonly CheckOne[]; end(): void } {
  const threads = Array.from({ length: count < FEW ? 1 : Math.min(availableParallelism(), MOST_THREADS) }, () =>
    startCheckThread(checks.program),
  );
  return {
    lanes: threads.map((thread) => laneOf(checks, thread)),
    end: () => {
      for (const thread of threads) thread.end();
    },
  };
}

/** What is on no disk is checked here, and so is everything where a thread has stopped. */
function laneOf(checks: Checks, thread: CheckThread): CheckOne {
  return async (uri) => {
    const settings = await checks.settingsOf(uri);
    if (!settings) return null;
    if (uri.scheme === "file") {
      const shown = vscode.workspace.asRelativePath(uri);
      const project = projectOf(uri, checks.cache);
      const job = { path: uri.fsPath, shown, settings, fix: null, text: openDocument(uri)?.getText(), project };
      const checked = await thread.check(job).catch(() => undefined);
      if (checked !== undefined) return checked;
    }
    const text = await textOf(uri);
    return text === null ? null : checks.checkText(uri, text, settings);
  };
}

/** Null in workspaces that are not trusted, and outside of them: each file is looked at alone there. */
function projectOf(uri: vscode.Uri, cache: string | null): CheckProject | null {
  const file = vscode.workspace.isTrusted ? fileOfFolder(uri) : null;
  if (!file) return null;
  const { root } = file;
  const folder = vscode.workspace.getWorkspaceFolder(root)?.name;
  const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  return { root: root.fsPath, shownAs: several ? `${folder}/` : "", cache, unsaved: unsavedIn(root) };
}
