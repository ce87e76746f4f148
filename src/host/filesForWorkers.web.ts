import * as vscode from "vscode";
import type { AboutPath, HostFiles } from "../protocol/hostFiles";
import { uriOf } from "./paths.web";

const { fs } = vscode.workspace;

/** Reads for workers, which have no files. Rejects with the bare reason. */
export const filesForWorkers: HostFiles = {
  about: (path) =>
    saying(async () => {
      const { type, size, mtime } = await fs.stat(uriOf(path));
      return { kind: kindOf(type), size, mtimeMs: mtime };
    }),
  list: (folder) =>
    saying(async () => (await fs.readDirectory(uriOf(folder))).map(([name, type]) => ({ name, kind: kindOf(type) }))),
  read: (path) => saying(async () => new Uint8Array(await fs.readFile(uriOf(path)))),
};

function kindOf(type: vscode.FileType): AboutPath["kind"] {
  if ((type & vscode.FileType.Directory) !== 0) return "folder";
  return (type & vscode.FileType.File) !== 0 ? "file" : "other";
}

/** File systems say much, and each something else. */
async function saying<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const { code, message } = error as vscode.FileSystemError;
    throw new Error(REASONS[code] ?? message);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  FileNotFound: "there is no such file",
  NoPermissions: "it may not be read",
  Unavailable: "its file system cannot be reached",
};
