import { availableParallelism } from "node:os";
import * as vscode from "vscode";
import type { CheckSettings } from "../../../analysis/checking/severities";
import type { CheckedFile } from "../../../check/checkedFile";
import type { CheckJob, CheckProject } from "../../../check/checkPath";
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
/** A thread may have died of the file before. */
const TRIES = 2;

/** Ways to check so many files side by side, and what ends them. */
export function startLanes(checks: Checks, count: number): { readonly lanes: readonly CheckOne[]; end(): void } {
  const length = count < FEW ? 1 : Math.min(availableParallelism(), MOST_THREADS);
  const lanes = Array.from({ length }, () => startLane(checks));
  return {
    lanes: lanes.map(({ check }) => check),
    end: () => {
      for (const lane of lanes) lane.end();
    },
  };
}

/** What is on no disk is checked here, and so is a file with which threads stop; whatever comes next gets another thread. */
function startLane(checks: Checks): { readonly check: CheckOne; end(): void } {
  let thread: CheckThread = startCheckThread(checks.program);
  const inThread = async (job: CheckJob) => {
    for (let tries = 0; tries < TRIES; tries++) {
      try {
        return await thread.check(job);
      } catch {
        thread = startCheckThread(checks.program);
      }
    }
    return undefined;
  };
  const check: CheckOne = async (uri) => {
    const settings = await checks.settingsOf(uri);
    if (!settings) return null;
    if (uri.scheme === "file") {
      const shown = vscode.workspace.asRelativePath(uri);
      const project = projectOf(uri, checks.cache);
      const job = { path: uri.fsPath, shown, settings, fix: null, text: openDocument(uri)?.getText(), project };
      const checked = await inThread(job);
      if (checked !== undefined) return checked;
    }
    const text = await textOf(uri);
    return text === null ? null : checks.checkText(uri, text, settings);
  };
  return { check, end: () => thread.end() };
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
