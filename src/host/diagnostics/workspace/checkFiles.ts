import * as vscode from "vscode";
import type { CheckedFile } from "../../../cli/check/checkedFile";
import { decodePython } from "../../../cli/check/decodePython";

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

/**
 * Checks files one by one and lets the editor go on after each, so that it stays as quick as it is.
 * @param check never throws; null where a file is not to be checked
 * @param progress is told the share that is done, from 0 to 1
 */
export async function checkFiles(
  uris: readonly vscode.Uri[],
  check: (uri: vscode.Uri, text: string) => Promise<CheckedFile | null>,
  progress: (share: number) => void,
  token: vscode.CancellationToken,
): Promise<WorkspaceFindings> {
  const files: FoundFile[] = [];
  let [checked, found] = [0, 0];
  for (const [i, uri] of uris.entries()) {
    if (token.isCancellationRequested || found >= MOST_FINDINGS) {
      return { files, checked, partial: true, at: new Date() };
    }
    const text = await textOf(uri);
    const file = text === null ? null : await check(uri, text);
    if (file) checked++;
    if (file && file.findings.length > 0) files.push({ uri, file });
    found += file?.findings.length ?? 0;
    progress((i + 1) / uris.length);
    await new Promise(setImmediate);
  }
  return { files, checked, partial: false, at: new Date() };
}

/** A file that is open is checked as it is there; null where it cannot be read, or is larger than code is. */
async function textOf(uri: vscode.Uri): Promise<string | null> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
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
