import * as vscode from "vscode";
import { readSettings } from "../analysis/checking/readSettings";
import type { CheckSettings } from "../analysis/checking/severities";
import { fitsPattern } from "../check/pathPatterns";
import { nearestProject, type Project, type Projects } from "./nearestProject";
import { shortLine } from "./safeText";

/** What is to be told of files: settings of VS Code, and `[tool.normscope]` in the nearest pyproject.toml. */
export interface CheckConfiguration extends vscode.Disposable {
  /** Whether a file is checked while it is open. */
  isLive(uri: vscode.Uri): boolean;
  /** Null where a file is not to be checked. */
  of(uri: vscode.Uri): Promise<CheckSettings | null>;
  readonly onDidChange: vscode.Event<void>;
}

const SETTINGS = ["check", "rules", "everyPlace"];

export function createConfiguration(log: vscode.LogOutputChannel): CheckConfiguration {
  const changed = new vscode.EventEmitter<void>();
  const projects: Projects = new Map();
  const warned = new Set<string>();
  let watcher: vscode.Disposable | undefined;

  const forget = () => {
    projects.clear();
    changed.fire();
  };

  function watch(): void {
    if (watcher) return;
    const files = vscode.workspace.createFileSystemWatcher("**/pyproject.toml");
    watcher = vscode.Disposable.from(
      files,
      files.onDidChange(forget),
      files.onDidCreate(forget),
      files.onDidDelete(forget),
    );
  }

  /** A mistake in the settings is told once, in the log. */
  function warn(where: string, problems: readonly string[]): void {
    for (const problem of problems) {
      const line = shortLine(`${where}: ${problem}`, 500);
      if (!warned.has(line)) log.warn(line);
      warned.add(line);
    }
  }

  const settings = vscode.workspace.onDidChangeConfiguration((event) => {
    if (SETTINGS.some((name) => event.affectsConfiguration(`normscope.${name}`))) changed.fire();
  });

  return {
    onDidChange: changed.event,
    isLive: (uri) => vscode.workspace.getConfiguration("normscope", fileOf(uri)).get("check.enabled", true),
    async of(uri) {
      const file = fileOf(uri);
      const own = vscode.workspace.getConfiguration("normscope", file);
      watch();
      const editor = readSettings({ rules: own.get("rules", {}), "every-place": own.get("everyPlace", []) });
      warn("Settings of Normscope", editor.problems);
      const project = await nearestProject(file, projects, warn);
      if (!project) return editor.settings;
      return excludes(project, file) ? null : merge(project.read.settings, editor.settings);
    },
    dispose() {
      watcher?.dispose();
      settings.dispose();
      changed.dispose();
    },
  };
}

/**
 * Levels of the editor go over those of the project where both set the same code or family. They come first, because a
 * family may be written in several ways ("NRM3", "NRM3xx"), of which the first decides.
 */
function merge(project: CheckSettings, editor: CheckSettings): CheckSettings {
  const rules = { ...editor.rules, ...project.rules, ...editor.rules };
  return { ...project, rules, everyPlace: [...project.everyPlace, ...editor.everyPlace] };
}

function excludes({ folder, read }: Project, file: vscode.Uri): boolean {
  return fitsPattern(file.path.slice(folder.path.length).replace(/^\//, ""), read.exclude);
}

/** A cell's notebook, and any other document's own file. */
function fileOf(uri: vscode.Uri): vscode.Uri {
  if (uri.scheme !== "vscode-notebook-cell") return uri;
  return vscode.workspace.notebookDocuments.find(({ uri: { path } }) => path === uri.path)?.uri ?? uri;
}
