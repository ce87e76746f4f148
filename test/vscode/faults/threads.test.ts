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

describe("Where threads of Normscope die or cannot start", () => {
  before(() => {
    writeLargeFile();
    writeLargeFile("larger.npy");
    writeManyTensors("many.safetensors");
  });
  after(() => {
    for (const name of ["large.npy", "larger.npy", "many.safetensors"]) rmSync(workspaceFile(name).fsPath);
  });
  afterEach(closeAll);

  it("a panel says that memory ran out, and the next one has what it needs", async () => {
    const limits = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 };
    const message = await failureIn({ limits }, workspaceFile("many.safetensors"));
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
    const started = watchWorkers();
    try {
      const checking = checkWorkspace();
      await until(() => started.workers.length > 0, "it has begun");
      await started.workers.at(-1)!.terminate();
      assert.deepEqual(await checking, usual);
    } finally {
      started.restore();
    }
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

/** Whose names alone take more memory than the thread may have. */
function writeManyTensors(name: string): void {
  const entry = { dtype: "F32", shape: [0], data_offsets: [0, 0] };
  const entries = Array.from({ length: 250_000 }, (_, i) => [`encoder.layers.${i}.norm.weight`, entry]);
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  writeFileSync(workspaceFile(name).fsPath, Buffer.concat([length, header]));
}

/** What a panel says where a new thread has trouble. What goes on meanwhile may have left an old one, that has none. */
async function failureIn(trouble: Trouble, file: vscode.Uri): Promise<string> {
  for (let tries = 0; tries < 5; tries++) {
    await withoutIdleThread();
    const failed = await inTrouble(trouble, async () => {
      profile(file);
      await ui.waitFor("webview", '[data-state="failed"], [data-state="ready"]');
      return (await ui.count("webview", '[data-state="failed"]')) > 0;
    });
    if (failed) return failure();
    await closeAll();
  }
  assert.fail("there is always a thread without trouble");
}

/** The engine keeps one: two jobs that are cancelled take it with them. */
async function withoutIdleThread(): Promise<void> {
  for (const name of ["large.npy", "larger.npy"]) {
    profile(workspaceFile(name));
    await until(
      async () => / % read/.test(await ui.text("webview", '[data-part="progress"]')),
      `${name} is being read`,
    );
  }
  await closeAll();
}
