import * as vscode from "vscode";
import { checkFiles, type WorkspaceFindings } from "./checkFiles";
import { exportFindings } from "./exportFindings";
import { createFindingsTree, type FindingElement, type FoundPlace } from "./findingsTree";
import { type Checks, startLanes } from "./lanes";
import { openPlace } from "./openPlace";
import { withoutIgnored } from "./withoutIgnored";

/** Folders of packages and tools. */
const EXCLUDED = "**/{.*,node_modules,site-packages,dist-packages,venv,env,__pycache__,build,dist}/**";
const MOST_FILES = 20_000;

/**
 * Commands that check every Python file of the workspace, and the view that lists what was found, by rule.
 * @param titleOf what a code is about
 */
export function registerWorkspaceCheck(checks: Checks, titleOf: (code: string) => Promise<string>): vscode.Disposable {
  const tree = createFindingsTree(titleOf);
  const view = vscode.window.createTreeView("normscope.findings", { treeDataProvider: tree });
  let last: WorkspaceFindings | null = null;

  function show(findings: WorkspaceFindings | null): void {
    last = findings;
    tree.set(findings);
    // Where there is a message, VS Code does not show what else an empty view has to say.
    const empty = findings?.files.length === 0;
    view.message = findings && !empty ? summaryOf(findings) : "";
    view.description = findings && empty ? checkedText(findings) : "";
    void vscode.commands.executeCommand("setContext", "normscope.checkedWorkspace", findings !== null);
    void vscode.commands.executeCommand("setContext", "normscope.noPython", findings?.checked === 0);
  }

  async function checkWorkspace(): Promise<WorkspaceFindings> {
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t("Checking the workspace's Python"),
      cancellable: true,
    };
    const findings = await vscode.window.withProgress(options, async (progress, token) => {
      const all = await vscode.workspace.findFiles("**/*.{py,ipynb}", EXCLUDED, MOST_FILES, token);
      all.sort((a, b) => (a.path < b.path ? -1 : 1));
      const uris = await withoutIgnored(all);
      let told = 0;
      const tell = (share: number) => {
        const percent = Math.floor(share * 100);
        if (percent > told) progress.report({ increment: percent - told, message: vscode.l10n.t("{0} %", percent) });
        told = percent;
      };
      const { lanes, end } = startLanes(checks, uris.length);
      try {
        const found = await checkFiles(uris, lanes, tell, token);
        return { ...found, partial: found.partial || all.length >= MOST_FILES };
      } finally {
        end();
      }
    });
    show(findings);
    return findings;
  }

  return vscode.Disposable.from(
    view,
    vscode.commands.registerCommand("normscope.checkWorkspace", async () => {
      await checkWorkspace();
      await vscode.commands.executeCommand("normscope.findings.focus");
    }),
    vscode.commands.registerCommand("normscope.exportFindings", async () => {
      await exportFindings(last ?? (await checkWorkspace()));
    }),
    vscode.commands.registerCommand("normscope.openFinding", (found: FoundPlace) => openPlace(found)),
    vscode.commands.registerCommand("normscope.clearFindings", () => show(null)),
    vscode.commands.registerCommand("normscope.explainRule", (element?: FindingElement) => {
      const code = element?.kind === "rule" ? element.code : element?.found.finding.code;
      return vscode.commands.executeCommand("normscope.explainFinding", code);
    }),
  );
}

function summaryOf(findings: WorkspaceFindings): string {
  const { files } = findings;
  const count = files.reduce((sum, { file }) => sum + file.findings.length, 0);
  return `${foundText(count, files.length)} ${checkedText(findings)}`;
}

function checkedText({ checked, partial, at }: WorkspaceFindings): string {
  const time = at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const all =
    checked === 1
      ? vscode.l10n.t("1 file was checked at {0}.", time)
      : vscode.l10n.t("{0} files were checked at {1}.", formatCount(checked), time);
  return [all, ...(partial ? [vscode.l10n.t("There are more files.")] : [])].join(" ");
}

function foundText(count: number, files: number): string {
  if (count === 1) return vscode.l10n.t("1 finding.");
  return files === 1
    ? vscode.l10n.t("{0} findings in 1 file.", formatCount(count))
    : vscode.l10n.t("{0} findings in {1} files.", formatCount(count), formatCount(files));
}

function formatCount(count: number): string {
  return count.toLocaleString("en");
}
