import * as vscode from "vscode";
import type { ReadSettings } from "../analysis/checking/readSettings";
import { LARGEST_PYPROJECT, TOO_LARGE } from "../analysis/checking/tooLarge";

/** A pyproject.toml that has a table `[tool.normscope]`. */
export interface Project {
  readonly folder: vscode.Uri;
  readonly read: ReadSettings;
}

/** What has been read of folders, by their addresses. */
export type Projects = Map<string, Promise<Project | null>>;

/** Is told what is wrong with a file. */
export type TellProblems = (where: string, problems: readonly string[]) => void;

/** The project that a file belongs to: the nearest folder above it, as far as the workspace's own. */
export async function nearestProject(uri: vscode.Uri, projects: Projects, tell: TellProblems): Promise<Project | null> {
  const root = vscode.workspace.getWorkspaceFolder(uri)?.uri;
  if (!root) return null;
  for (let folder = above(uri); folder.path.startsWith(root.path); folder = above(folder)) {
    const key = folder.toString();
    if (!projects.has(key)) projects.set(key, readProject(folder, tell));
    const project = await projects.get(key);
    if (project) return project;
    if (folder.path === root.path || folder.path === "/") return null;
  }
  return null;
}

function above(uri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(uri, "..");
}

/** Null where there is no such file, or it says nothing of Normscope. */
async function readProject(folder: vscode.Uri, tell: TellProblems): Promise<Project | null> {
  const file = vscode.Uri.joinPath(folder, "pyproject.toml");
  const name = vscode.workspace.asRelativePath(file);
  try {
    const { size } = await vscode.workspace.fs.stat(file);
    if (size > LARGEST_PYPROJECT) {
      tell(name, [TOO_LARGE]);
      return null;
    }
    const bytes = await vscode.workspace.fs.readFile(file);
    const { pyprojectSettings } = await import("./codeAnalysis");
    const read = pyprojectSettings(new TextDecoder().decode(bytes));
    if (read) tell(name, read.problems);
    return read && { folder, read };
  } catch {
    return null;
  }
}
