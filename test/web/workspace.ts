import { assert } from "chai";
import * as vscode from "vscode";

/** A file of the folder in the browser's memory that the suite runs in. */
export function workspaceFile(...path: string[]): vscode.Uri {
  return vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, ...path);
}

/** Puts a file of the checkout into the workspace, and says where it is. @param source relative to the checkout */
export async function put(source: string, folder = ""): Promise<vscode.Uri> {
  const answer = await fetch(`${location.origin}/extension/${source}`);
  assert.equal(answer.status, 200, source);
  return write(`${folder}${source.split("/").at(-1)!}`, new Uint8Array(await answer.arrayBuffer()));
}

/** Writes a file of the workspace. */
export async function write(name: string, content: string | Uint8Array): Promise<vscode.Uri> {
  const uri = workspaceFile(name);
  await vscode.workspace.fs.writeFile(uri, typeof content === "string" ? new TextEncoder().encode(content) : content);
  return uri;
}

/** Opens Python and waits until what is found in it has been found. */
export async function showPython(name: string, text: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(await write(name, text));
  await vscode.window.showTextDocument(document);
  return document;
}

/** Waits until something holds, and fails with what did not. */
export async function until(holds: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const end = Date.now() + 30_000;
  while (Date.now() < end) {
    if (await holds()) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  assert.fail(`timed out: ${what}`);
}
