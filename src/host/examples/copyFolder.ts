import * as vscode from "vscode";

/** Copies what a folder holds into another one; files of the same names are replaced, all others stay. */
export async function copyFolder(from: vscode.Uri, to: vscode.Uri): Promise<void> {
  await vscode.workspace.fs.createDirectory(to);
  const copy = async ([name, type]: [string, vscode.FileType]): Promise<void> => {
    const [source, target] = [vscode.Uri.joinPath(from, name), vscode.Uri.joinPath(to, name)];
    if (type === vscode.FileType.Directory) await copyFolder(source, target);
    else await vscode.workspace.fs.copy(source, target, { overwrite: true });
  };
  await Promise.all((await vscode.workspace.fs.readDirectory(from)).map(copy));
}
