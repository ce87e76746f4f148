import assert from "node:assert/strict";
import { cpSync, rmSync, truncateSync } from "node:fs";
import * as vscode from "vscode";
import { writeLargeFile } from "../largeFile";
import { ui } from "../ui";
import { until, workspaceFile } from "../workspace";
import { closeAll, failure, profile, ready } from "./panels";

const CHECKPOINT = () => workspaceFile("digits-resnet", "epoch-8.safetensors").fsPath;

describe("Where files go or change under Normscope's hands", () => {
  const file = workspaceFile("faults.safetensors");
  afterEach(async () => {
    await closeAll();
    rmSync(file.fsPath, { force: true });
  });

  it("a panel says that a file has gone between the click and the reading, and shows it once it is back", async () => {
    profile(file);
    assert.match(await failure(), /^faults\.safetensors: cannot be opened \(no such file or folder\)$/);
    cpSync(CHECKPOINT(), file.fsPath);
    await ui.click("webview", '[data-action="retry"]');
    await ready();
  });

  it("a panel says that a file was cut off while it was read", async () => {
    const large = writeLargeFile("cut.npy");
    try {
      profile(large);
      await until(async () => / % read/.test(await ui.text("webview", '[data-part="progress"]')), "it is being read");
      truncateSync(large.fsPath, 4_000_000);
      assert.match(await failure(), /^cut\.npy: .*ended at byte \d+ while being read, but had 2000000128$/);
    } finally {
      rmSync(large.fsPath);
    }
  });

  it("an editor offers what has changed, says what is wrong with it, and takes a better one", async () => {
    await open();
    truncateSync(file.fsPath, 300);
    await notice(/has changed on disk\. What is shown is what it held before/);
    await ui.click("webview", '[data-action="reload"]');
    await ui.waitFor("webview", '.editor[data-state="failed"]');
    assert.match(await ui.text("webview", '[data-part="message"]'), /promises \d+ bytes, but the file holds 292/);
    cpSync(CHECKPOINT(), file.fsPath);
    await ui.click("webview", '[data-action="retry"]');
    await ui.waitFor("webview", '.editor[data-state="ready"]');
  });

  it("an editor keeps what it shows of a file that has gone, until it is back", async () => {
    await open();
    rmSync(file.fsPath);
    await notice(/is no longer there\. What is shown is what it held/);
    await ui.click("webview", "[data-tensor] >> nth=3");
    await until(async () => /could not be read/.test(await ui.text("webview", "main")), "values cannot be had");
    await ui.screenshot("fault-editor-gone");
    cpSync(workspaceFile("digits-resnet", "epoch-1.safetensors").fsPath, file.fsPath);
    await notice(/has changed on disk/);
    await ui.click("webview", '[data-action="reload"]');
    await until(async () => (await ui.text("webview", ".notices")) === "", "it is what is on the disk");
  });

  async function open() {
    cpSync(CHECKPOINT(), file.fsPath);
    await vscode.commands.executeCommand("vscode.openWith", file, "normscope.tensorFile");
    await ui.waitFor("webview", '.editor[data-state="ready"]');
    // Whoever changes a file within a moment of its opening may come before the watcher.
    await new Promise((done) => setTimeout(done, 1000));
  }
  const notice = (text: RegExp) =>
    until(async () => text.test((await ui.texts("webview", ".notices")).join()), `the editor says ${text}`);
});
