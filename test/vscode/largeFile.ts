import { truncateSync, writeFileSync } from "node:fs";
import type * as vscode from "vscode";
import { workspaceFile } from "./workspace";

/** 2 GB of zeros, which take no room on the disk. */
export function writeLargeFile(name = "large.npy"): vscode.Uri {
  const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (500000000,), }".padEnd(117);
  const large = workspaceFile(name);
  writeFileSync(large.fsPath, Buffer.from(`\x93NUMPY\x01\x00v\x00${header}\n`, "latin1"));
  truncateSync(large.fsPath, 128 + 2_000_000_000);
  return large;
}
