import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import * as vscode from "vscode";
import { MODEL } from "../problems";
import { ui } from "../ui";
import { watchWorkers } from "../watchWorkers";
import { until, workspaceFile } from "../workspace";
import { hasGivenBack, print, tellMemory, timed } from "./figures";

const [FILES, IN_FOLDER, EVERY] = [10_000, 100, 10];
/** Of megabytes, what may stay of a check once its findings are cleared. */
const LEFT_MB = { hostHeap: 20, hostBuffers: 20 };
/** A request to the driver may take five minutes. */
const PATIENCE = { timeout: 240_000 };
const ROW = ".pane-body .monaco-list-row";
const PROGRESS = '.notification-list-item:has-text("Checking the workspace\'s Python")';

describe(`A workspace of ${FILES.toLocaleString("en")} Python files`, function () {
  this.timeout(45 * 60_000);
  const started = watchWorkers();
  before(() => timed("writing the files", async () => writeFiles()));
  after(async () => {
    started.restore();
    await vscode.commands.executeCommand("normscope.clearFindings");
    rmSync(workspaceFile("many").fsPath, { recursive: true });
  });

  it("is checked to its end, which can be cancelled, and gives back what that took", async () => {
    const before = await tellMemory("before", started);

    const cancelled = timed("a check that is cancelled", () =>
      Promise.resolve(vscode.commands.executeCommand("normscope.checkWorkspace")),
    );
    await until(
      async () => {
        await vscode.commands.executeCommand("notifications.showList");
        return (await ui.count("workbench", `${PROGRESS}:has-text("%")`)) > 0;
      },
      "it tells how far it is",
      PATIENCE.timeout,
    );
    const asked = performance.now();
    await ui.hover("workbench", PROGRESS);
    await ui.click("workbench", `${PROGRESS} .monaco-button:has-text("Cancel")`);
    await cancelled;
    await print(`it ended ${((performance.now() - asked) / 1000).toFixed(2)} s after somebody went for its button`);
    await ui.waitFor("workbench", `.message:has-text("There are more files.")`);
    const part = await checkedFiles();
    assert.ok(part < FILES, `${part} files were checked`);

    await timed("a check", () => Promise.resolve(vscode.commands.executeCommand("normscope.checkWorkspace")));
    await until(async () => (await checkedFiles()) >= FILES, "all files are checked");
    await ui.waitFor("workbench", `${ROW}:has-text("${(FILES / EVERY).toLocaleString("en")} · ")`);
    await ui.screenshot("soak-files");
    await tellMemory("with all findings", started);

    await timed("a check of what was checked before", () =>
      Promise.resolve(vscode.commands.executeCommand("normscope.checkWorkspace")),
    );
    await vscode.commands.executeCommand("normscope.clearFindings");
    await until(() => started.workers.filter(({ threadId }) => threadId >= 0).length <= 2, "threads have ended");
    const cleared = await tellMemory("cleared", started);
    await print(`${started.workers.length} threads were started`);
    hasGivenBack(before, cleared, LEFT_MB);
  });
});

/** How many the view says. */
async function checkedFiles(): Promise<number> {
  const text = await ui.text("workbench", `.message:has-text("checked at")`);
  const [, count] = /([\d,]+) files were checked/.exec(text)!;
  return Number(count!.replaceAll(",", ""));
}

/** Most import the one before them, as modules of a large project do. */
function writeFiles(): void {
  for (let i = 0; i < FILES; i++) {
    const { fsPath } = workspaceFile("many", `part${Math.floor(i / IN_FOLDER)}`, `file${i}.py`);
    if (i % IN_FOLDER === 0) mkdirSync(dirname(fsPath), { recursive: true });
    const imported = i % IN_FOLDER === 0 ? "" : `from .file${i - 1} import helper as other\n`;
    const code = i % EVERY === 0 ? MODEL : "import torch\n\n\ndef helper(x):\n    return torch.relu(x)\n";
    writeFileSync(fsPath, imported + code);
  }
}
