import * as vscode from "vscode";
import type { CheckedFile } from "../../../check/checkedFile";
import { decodePython } from "../../../check/decodePython";

/** What was found in the files of a workspace at one time. */
export interface WorkspaceFindings {
  /** Files with findings, in order. */
  readonly files: readonly FoundFile[];
  readonly checked: number;
  /** Not all files were looked at: a person has stopped it, or there are too many files or findings. */
  readonly partial: boolean;
  readonly at: Date;
}

export interface FoundFile {
  readonly uri: vscode.Uri;
  readonly file: CheckedFile;
}

/** More would be no list that anybody reads. */
const MOST_FINDINGS = 10_000;

/** Then the editor goes on for a moment. */
const WORK_MS = 10;

/** Checks one file. Never throws; null where it is not to be checked, or cannot be read. */
export type CheckOne = (uri: vscode.Uri) => Promise<CheckedFile | null>;

/**
 * Checks files, each lane one after the other, and lets the editor go on in between.
 * @param progress is told the share that is done, from 0 to 1
 */
export async function checkFiles(
  uris: readonly vscode.Uri[],
  lanes: readonly CheckOne[],
  progress: (share: number) => void,
  token: vscode.CancellationToken,
): Promise<WorkspaceFindings> {
  const files: (FoundFile | undefined)[] = [];
  let [next, checked, found] = [0, 0, 0];
  let rested = performance.now();
  const rest = async () => {
    if (performance.now() - rested < WORK_MS) return;
    await new Promise((done) => setTimeout(done, 0));
    rested = performance.now();
  };
  const stops = () => token.isCancellationRequested || found >= MOST_FINDINGS;
  const work = async (check: CheckOne) => {
    while (next < uris.length && !stops()) {
      const i = next++;
      const uri = uris[i]!;
      const file = await check(uri);
      if (file) checked++;
      if (file && file.findings.length > 0) files[i] = { uri, file };
      found += file?.findings.length ?? 0;
      progress((i + 1) / uris.length);
      await rest();
    }
  };
  await Promise.all(lanes.map(work));
  return { files: files.filter((file) => file !== undefined), checked, partial: next < uris.length, at: new Date() };
}

/** A file that is open is checked as it is there; null where it cannot be read, or is larger than code is. */
export async function textOf(uri: vscode.Uri): Promise<string | null> {
  const open = openDocument(uri);
  if (open) return open.getText();
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > (uri.path.endsWith(".ipynb") ? LARGEST_NOTEBOOK : LARGEST)) return null;
    return decodePython(await vscode.workspace.fs.readFile(uri)).text;
  } catch {
    return null;
  }
}

const LARGEST = 1 << 20;
/** Outputs of notebooks are in the file. */
const LARGEST_NOTEBOOK = 1 << 24;

/** The document of a file that is open. */
export function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
}
