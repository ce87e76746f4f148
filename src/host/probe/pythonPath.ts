import { delimiter } from "node:path";
import * as vscode from "vscode";

const NAME = "PYTHONPATH";
const TERMINAL_ENV = { darwin: "osx", win32: "windows" } as const;

/**
 * Lets Python find the bundled normscope: in terminals, and in what extensions start from now on, above all kernels of
 * notebooks, which inherit the extension host's environment.
 *
 * @param folder that holds nothing but a normscope that gives way to an installed one
 * @param installHint Markdown for the terminal's tooltip
 */
export function offerOnPythonPath(
  collection: vscode.EnvironmentVariableCollection,
  folder: string,
  installHint: string,
): vscode.Disposable {
  const before = process.env[NAME];
  const restore = () => {
    if (process.env[NAME] !== joined(before, folder)) return;
    if (before === undefined) delete process.env[NAME];
    else process.env[NAME] = before;
  };
  const apply = () => {
    restore();
    collection.clear();
    if (!vscode.workspace.getConfiguration("normscope").get("probe.onPythonPath", true)) return;
    process.env[NAME] = joined(before, folder);
    collection.persistent = true;
    collection.description = new vscode.MarkdownString(
      `${vscode.l10n.t("Lets Python `import normscope`, as long as no other copy is installed.")}\n\n${installHint}`,
    );
    collection.append(NAME, isSetInTerminals(before) ? `${delimiter}${folder}` : folder);
  };
  apply();
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (SETTINGS.some((setting) => change.affectsConfiguration(setting))) apply();
    }),
    { dispose: restore },
  );
}

const SETTINGS = ["normscope.probe.onPythonPath", "terminal.integrated.env", "python.terminal.useEnvFile"];

function joined(before: string | undefined, folder: string): string {
  return before ? `${before}${delimiter}${folder}` : folder;
}

/**
 * Whether terminals have a PYTHONPATH that is added to. An empty entry would stand for the current folder, which Python
 * must not begin to import from; a missing delimiter would spoil the last entry.
 */
function isSetInTerminals(before: string | undefined): boolean {
  if (before) return true;
  const platform = TERMINAL_ENV[process.platform as keyof typeof TERMINAL_ENV] ?? "linux";
  const own = vscode.workspace.getConfiguration("terminal.integrated.env").get<Record<string, unknown>>(platform, {});
  if (own[NAME]) return true;
  return vscode.workspace.getConfiguration("python.terminal").get("useEnvFile", false);
}
