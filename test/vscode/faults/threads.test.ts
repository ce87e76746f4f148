import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import * as vscode from "vscode";
import { writeLargeFile } from "../largeFile";
import { ui } from "../ui";
import { inTrouble, type Trouble, watchWorkers } from "../watchWorkers";
import { until, workspaceFile } from "../workspace";
import { closeAll, failure, profile, ready } from "./panels";
import { messagesIn, unheardIn } from "./told";

const SMALL = () => workspaceFile("broken", "nan.npy");

/** Also by tests before these. */
const started = watchWorkers();

describe("Where threads of Normscope die or cannot start", () => {
  before(() => {
    writeLargeFile();
    writeManyNotes("notes.safetensors");
  });
  after(() => {
    for (const name of ["large.npy", "notes.safetensors"]) rmSync(workspaceFile(name).fsPath);
    started.restore();
  });
  afterEach(closeAll);

  it("a panel says that memory ran out, and the next one has what it needs", async () => {
    const limits = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 };
    const message = await failureIn({ limits }, workspaceFile("notes.safetensors"));
    assert.match(message, /^The engine stopped: .* memory limit: JS heap out of memory\. The next command/);
    await closeAll();
    profile(SMALL());
    await ready();
  });

  it("a panel says what is missing of an installation, and works once it is there", async () => {
    const message = await failureIn({ missing: ["worker.mjs"] }, SMALL());
    assert.match(message, /^The engine stopped: Cannot find module '[^\n]+worker\.mjs/);
    await ui.screenshot("fault-no-worker");
    await ui.click("webview", '[data-action="retry"]');
    await ready();
  });

  it("the lab says what is missing, and trains once it is there", async () => {
    await vscode.commands.executeCommand("normscope.openLab");
    await ui.fill("webview", '[data-part="steps"]', "20");
    await inTrouble({ missing: ["lab.mjs"] }, async () => {
      await ui.click("webview", '[data-action="start"]');
      await ui.waitFor("webview", '[data-run="1"][data-state="failed"]');
      assert.match(await ui.text("webview", '[data-run="1"]'), /A thread of the lab stopped: Cannot find module/);
    });
    await ui.click("webview", '[data-action="start"]');
    await ui.waitFor("webview", '[data-run="2"][data-state="running"], [data-run="2"][data-state="finished"]');
  });

  it("a workspace is checked file by file without them", async () => {
    const [, checked] = await checkWorkspace();
    await inTrouble({ missing: ["cli.mjs"] }, async () => {
      // What takes other files to be found is not.
      const [found, checkedAlone] = await checkWorkspace();
      assert.match(found ?? "", /^(1 finding|\d+ findings in \d+ files?)$/);
      assert.equal(checkedAlone, checked);
    });
  });

  it("a workspace is checked as always where its thread dies in the middle", async () => {
    const usual = await checkWorkspace();
    const before = started.workers.length;
    const checking = checkWorkspace();
    await until(() => started.workers.length > before, "it has begun");
    await started.workers.at(-1)!.terminate();
    assert.deepEqual(await checking, usual);
  });

  it("panels and editors that are closed in the middle of their work say nothing any more", async () => {
    const unheard = await unheardIn(async () => {
      profile(workspaceFile("large.npy"));
      await ui.waitFor("webview", '[data-part="progress"]');
      await closeAll();
      await vscode.commands.executeCommand("vscode.openWith", workspaceFile("large.npy"), "normscope.tensorFile");
      await ui.waitFor("webview", '.editor[data-state="ready"]');
      await closeAll();
      void vscode.commands.executeCommand("normscope.compare", workspaceFile("digits-cnn"));
      await ui.waitFor("webview", "main");
      await closeAll();
      await vscode.commands.executeCommand("normscope.openLab");
      await ui.click("webview", '[data-action="start"]');
      await ui.waitFor("webview", '[data-run="1"][data-state="running"]');
      await closeAll();
    });
    assert.deepEqual(unheard, []);
    assert.deepEqual(await messagesIn(async () => profile(SMALL())), []);
    await ready();
  });
});

/** What the view of findings says afterwards: what was found, and how many files were checked. */
async function checkWorkspace(): Promise<string[]> {
  const message = '.pane-body:has-text("checked at") .message';
  await vscode.commands.executeCommand("normscope.clearFindings");
  await until(async () => (await ui.count("workbench", message)) === 0, "nothing is found yet");
  await vscode.commands.executeCommand("normscope.checkWorkspace");
  return (await ui.text("workbench", message)).replace(/ checked at .*/, "").split(". ");
}

/** One number, and notes that alone take more memory than the thread may have; one without limits reads them at once. */
function writeManyNotes(name: string): void {
  const notes = Object.fromEntries(Array.from({ length: 300_000 }, (_, i) => [`note ${i}`, "short"]));
  const weight = { dtype: "F32", shape: [1], data_offsets: [0, 4] };
  const header = Buffer.from(JSON.stringify({ __metadata__: notes, weight }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  writeFileSync(workspaceFile(name).fsPath, Buffer.concat([length, header, Buffer.alloc(4)]));
}

/** What a panel says where threads have trouble. The engine keeps one that is idle, so all that were started have ended. */
function failureIn(trouble: Trouble, file: vscode.Uri): Promise<string> {
  return inTrouble(trouble, async () => {
    await Promise.all(started.workers.map((worker) => worker.terminate()));
    profile(file);
    return failure();
  });
}
