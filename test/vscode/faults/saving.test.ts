import assert from "node:assert/strict";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import * as vscode from "vscode";
import { ui } from "../ui";
import { until, workspaceFile } from "../workspace";
import { closeAll } from "./panels";
import { messageOf, savingTo } from "./told";

/** Places where nothing can be saved, and what of it is to be told. */
const PLACES: readonly (readonly [what: string, place: () => vscode.Uri, reason: RegExp])[] = [
  ["a full disk", () => vscode.Uri.file("/dev/full"), /ENOSPC|no space left/i],
  ["a folder's own name", () => workspaceFile("taken"), /EISDIR|directory|folder/i],
  ["below a file", () => workspaceFile("model.py", "x"), /ENOTDIR|not a directory|EEXIST|exists/i],
];

describe("Where nothing can be saved", () => {
  before(() => mkdirSync(workspaceFile("taken").fsPath, { recursive: true }));
  afterEach(closeAll);

  for (const [what, place, reason] of PLACES) {
    const onThisMachine = what !== "a full disk" || existsSync("/dev/full");
    (onThisMachine ? it : it.skip)(
      `an editor says so of ${what} in one line, whatever was to be saved, and goes on`,
      async () => {
        await openCheckpoint();
        const actions = await offered();
        assert.ok(actions.includes("save-json") && actions.includes("save-tensors"), actions.join());
        for (const action of actions.filter((one) => one.startsWith("save-"))) {
          const message = await savingTo(place(), () => messageOf(() => choose(action)));
          assert.match(message, /^Normscope: \w+ could not be saved: (?!Error)[^\n]+$/);
          assert.match(message, reason);
        }
        const target = workspaceFile("saved.json");
        await savingTo(target, async () => {
          await choose("save-json");
          await until(() => existsSync(target.fsPath), "the report is saved elsewhere");
        });
        rmSync(target.fsPath);
      },
    );

    (onThisMachine ? it : it.skip)(`findings are not exported to ${what}, which is told in one line`, async () => {
      writeFileSync(
        workspaceFile("found.py").fsPath,
        "from torch import nn\nnorm = nn.BatchNorm1d(8, momentum=0.99)\n",
      );
      await vscode.commands.executeCommand("normscope.checkWorkspace");
      const message = await savingTo(place(), () =>
        messageOf(() => vscode.commands.executeCommand("normscope.exportFindings")),
      );
      assert.match(message, /^Normscope: \w+ could not be saved: (?!Error)[^\n]+$/);
      assert.match(message, reason);
    });
  }
});

async function openCheckpoint(): Promise<void> {
  const file = workspaceFile("digits-resnet", "epoch-8.safetensors");
  await vscode.commands.executeCommand("vscode.openWith", file, "normscope.tensorFile");
  await ui.waitFor("webview", '.editor[data-state="ready"]');
  await ui.click("webview", '[data-tab="norms"]');
  await ui.waitFor("webview", "[data-norm]");
  await ui.waitFor("webview", "[data-figure] .js-plotly-plot .plot-container");
}

async function offered(): Promise<string[]> {
  await ui.click("webview", '[data-action="export"]');
  await ui.waitFor("webview", ".menu-list [data-action]");
  const actions = await ui.evaluate("webview", () =>
    [...document.querySelectorAll<HTMLElement>(".menu-list [data-action]")].map((one) => one.dataset.action!),
  );
  await ui.press("Escape");
  return [...new Set(actions)];
}

async function choose(action: string): Promise<void> {
  await ui.click("webview", '[data-action="export"]');
  await ui.click("webview", `.menu-list [data-action="${action}"]`);
}
