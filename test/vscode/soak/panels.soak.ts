import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { basename } from "node:path";
import * as vscode from "vscode";
import { tabs } from "../problems";
import { ui } from "../ui";
import { watchWorkers } from "../watchWorkers";
import { until, workspaceFile } from "../workspace";
import { hasGivenBack, print, tellMemory, timed } from "./figures";

const PANELS = 50;
/** Of megabytes, what may stay of all panels together once they are closed. */
const LEFT_MB = { hostHeap: 10, hostBuffers: 20, pageHeap: 20 };
const PATIENCE = { timeout: 300_000 };

describe(`${PANELS} panels with results`, function () {
  this.timeout(45 * 60_000);
  const folders = Array.from({ length: PANELS }, (_, i) =>
    workspaceFile("panels", `run-${String(i).padStart(2, "0")}`),
  );
  const started = watchWorkers();
  before(() => {
    for (const { fsPath } of folders)
      cpSync(workspaceFile("digits-cnn", "batch-64").fsPath, fsPath, { recursive: true });
  });
  after(async () => {
    started.restore();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await vscode.workspace.fs.delete(workspaceFile("panels"), { recursive: true });
  });

  it("are open at once, answer each of them, and give back what they took", async () => {
    // What the first panel has loaded stays, for the next.
    await profile(folders[0]!);
    await shows(folders[0]!);
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    const before = await tellMemory("before", started);
    let most = 0;
    const counting = setInterval(() => {
      most = Math.max(most, started.workers.filter(({ threadId }) => threadId >= 0).length);
    }, 20);
    await timed("opening all at once", async () => {
      await Promise.all(folders.map(profile));
      await until(() => tabs().length === PANELS, "all are open", PATIENCE.timeout);
      await shows(folders.at(-1)!);
    });
    await timed("looking at each", async () => {
      for (const folder of folders) {
        await profile(folder);
        await shows(folder);
        await ui.click("webview", '[data-tab="channels"]');
        await ui.waitFor("webview", '[data-tab="channels"][aria-selected="true"]', PATIENCE);
        await ui.click("webview", '[data-tab="running"]');
      }
    });
    clearInterval(counting);
    await print(`${started.workers.length} threads were started, ${most} at once`);
    assert.equal(tabs().length, PANELS);
    const open = await tellMemory("with all open", started);
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await until(() => tabs().length === 0, "all are closed");
    const closed = await tellMemory("with all closed", started);
    assert.ok(open.threads <= 2, `${open.threads} threads are left`);
    hasGivenBack(before, closed, LEFT_MB);
  });
});

function profile(folder: vscode.Uri): Thenable<unknown> {
  return vscode.commands.executeCommand("normscope.profile", folder);
}

/** The report of this folder is there, and its figures are drawn. */
async function shows(folder: vscode.Uri): Promise<void> {
  await ui.waitFor("webview", `h1:has-text("${basename(folder.fsPath)}")`, PATIENCE);
  await ui.waitFor("webview", '[data-figure="batch-mean"][data-drawn="plot"]', PATIENCE);
}
