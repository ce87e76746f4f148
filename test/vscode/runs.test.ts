import assert from "node:assert/strict";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import * as vscode from "vscode";
import { LAYER, logOf, payloadOf, recordOf, runPayload, stepPayload } from "../unit/readers/runLog/writeLog";
import { inEveryTheme } from "./look";
import { ui } from "./ui";
import { until, workspaceFile } from "./workspace";

/** The suite's bundle lies in out/vscode. */
const RUNS = join(__dirname, "..", "..", "test", "fixtures", "runs");
const [MINUTE, HOUR] = [60_000, 3_600_000];
const ROW = ".pane-body .monaco-list-row";

describe("the view of training runs", () => {
  before(removeRuns);
  afterEach(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    rmSync(workspaceFile("training").fsPath, { recursive: true, force: true });
  });
  after(() => vscode.commands.executeCommand("workbench.view.explorer"));

  it("says what to do where there are none", async () => {
    await look();
    await ui.waitFor("workbench", "text=Copy Two Lines for a Script");
    await ui.screenshot("runs-none");
    await ui.click("workbench", "text=Copy Two Lines for a Script");
    await until(
      async () => /with normscope\.watch\(model/.test(await vscode.env.clipboard.readText()),
      "lines are copied",
    );
    await vscode.commands.executeCommand("notifications.clearAll");
  });

  inEveryTheme(
    "lists runs, the newest first, with their state and how they do,",
    async () => {
      copyRuns();
      await look();
      await rowWith("nan", /error · .*finished · 2 steps/);
      await rowWith("two-ranks", /warning · finished/);
      await rowWith("digits", /^finished · \d+ steps/);
      await rowWith("failed", /exception · 1 step/);
      await rowWith("killed", /killed or silent · 2 steps · 3 h ago/);
      await rowWith("broken", /cannot be read/);
      await expand("two-ranks");
      await rowWith("bn1", /running/i);
      await ui.moveMouse(0, 0);
    },
    (theme) => ui.screenshot(`runs-${theme}`),
  );

  it("tells every finding in the tooltip, as text", async () => {
    write("training/hostile/rank-0000.normlog", hostileLog());
    await look();
    await rowWith("hostile", /step/);
    await until(async () => {
      await ui.moveMouse(0, 0);
      await ui.hover("workbench", `${ROW}:has-text("hostile") .label-name`);
      await new Promise((done) => setTimeout(done, 1500));
      return (await ui.count("workbench", ".monaco-hover:not(.hidden) >> text=<img src=x>")) > 0;
    }, "the tooltip is shown");
    assert.equal(await ui.count("workbench", ".monaco-hover:not(.hidden) img, .monaco-hover:not(.hidden) a"), 0);
    await ui.screenshot("runs-tooltip");
    await ui.moveMouse(0, 0);
  });

  it("opens a run's panel, and that of a layer", async () => {
    copyRuns();
    await look();
    await rowWith("digits", /finished/);
    // The list may be drawn anew under the mouse.
    await until(async () => {
      await ui.click("workbench", `${ROW} >> text=digits`);
      await new Promise((done) => setTimeout(done, 1000));
      return vscode.window.tabGroups.all.some(({ tabs }) => tabs.length > 0);
    }, "the run's panel opens");
    await ui.waitFor("webview", '[data-state="ready"]');
    await expand("digits");
    await rowWith("bn2", /healthy/);
    await ui.click("workbench", `${ROW} >> text=bn2`);
    await ui.waitFor("webview", '[data-layer="bn2"]');
    await ui.screenshot("runs-panel");
  });

  it("compares a run with another one", async () => {
    copyRuns();
    await look();
    await rowWith("digits", /finished/);
    void vscode.commands.executeCommand("normscope.compareRun", runHandle("digits"));
    await ui.waitFor("workbench", ".quick-input-list .monaco-list-row >> text=two-ranks");
    await ui.screenshot("runs-compare");
    await ui.type("two-ranks");
    await ui.press("Enter");
    await ui.waitFor("webview", '[data-state="ready"]');
    const runs = (await ui.texts("webview", "main")).join("\n");
    assert.match(runs, /digits/);
    assert.match(runs, /two-ranks/);
  });

  it("follows a log that grows, and finds new runs and those that went", async () => {
    write("fresh/live/rank-0000.normlog", logOf(runPayload({ started: new Date().toISOString() }), stepPayload(0)));
    await look();
    await rowWith("live", /running · 1 step · just now/);
    appendFileSync(workspaceFile("fresh/live/rank-0000.normlog").fsPath, recordOf(stepPayload(1)));
    await rowWith("live", /running · 2 steps/);
    write("fresh/later/rank-0000.normlog", logOf(runPayload(), stepPayload(0)));
    await rowWith("later", /1 step/);
    rmSync(workspaceFile("fresh/live").fsPath, { recursive: true });
    await until(async () => !(await rows()).some((row) => row.startsWith("live")), "the run has gone");
    rmSync(workspaceFile("fresh").fsPath, { recursive: true });
  });

  it("names runs of one name by the folders above them", async () => {
    for (const above of ["a", "b"])
      cpSync(join(RUNS, "digits"), workspaceFile("training", above, "run").fsPath, { recursive: true });
    await look();
    await rowWith("a/run", /finished/);
    await rowWith("b/run", /finished/);
  });

  it("deletes a run's logs and nothing else, once a person is sure", async () => {
    copyRuns();
    writeFileSync(workspaceFile("training/digits/notes.txt").fsPath, "kept");
    await look();
    await rowWith("digits", /finished/);
    const asked = await answering(["Move to Trash", "Delete for Good"], () =>
      vscode.commands.executeCommand("normscope.deleteRun", runHandle("digits")),
    );
    assert.equal(asked[0], "Delete the run “digits”?");
    assert.equal(existsSync(workspaceFile("training/digits/rank-0000.normlog").fsPath), false);
    assert.equal(readFileSync(workspaceFile("training/digits/notes.txt").fsPath, "utf8"), "kept");
    await until(async () => !(await rows()).some((row) => row.startsWith("digits")), "the run has gone");
  });

  it("deletes nothing where a person is not sure", async () => {
    copyRuns();
    await look();
    await rowWith("digits", /finished/);
    await answering([], () => vscode.commands.executeCommand("normscope.deleteRun", runHandle("digits")));
    assert.ok(existsSync(workspaceFile("training/digits/rank-0000.normlog").fsPath));
  });

  it("stays quick with a thousand runs: it reads those that are shown", async () => {
    const log = logOf(runPayload(), stepPayload(0));
    for (let i = 0; i < 1000; i++) write(`training/many/run-${i}/rank-0000.normlog`, log);
    await look();
    await until(async () => (await rows()).some((row) => /^run-\d+ .*1 step/.test(row)), "runs are read");
    await vscode.commands.executeCommand("list.focusLast");
    await until(async () => (await rows()).some((row) => /^Show more \(900 older runs\)/.test(row)), "the list is cut");
    await ui.screenshot("runs-many");
  });
});

/** Those that other tests have left. */
function removeRuns(): void {
  const { fsPath: root } = workspaceFile();
  for (const path of readdirSync(root, { recursive: true, encoding: "utf8" }))
    if (path.endsWith(".normlog")) rmSync(join(root, path));
}

function copyRuns(): void {
  for (const run of ["digits", "two-ranks"])
    cpSync(join(RUNS, run), workspaceFile("training", run).fsPath, { recursive: true });
  const failed = endPayload({ reason: "exception", exception: "ValueError" });
  write("training/failed/rank-0000.normlog", logOf(runPayload(), stepPayload(0), failed));
  const started = new Date(Date.now() - 3 * HOUR - 2 * MINUTE).toISOString();
  write("training/killed/rank-0000.normlog", logOf(runPayload({ started }), stepPayload(0), stepPayload(1)));
  write("training/broken/rank-0000.normlog", Buffer.from("no run log"));
  write("training/nan/rank-0000.normlog", nanLog());
  const threeHoursAgo = (Date.now() - 3 * HOUR - MINUTE) / 1000;
  utimesSync(workspaceFile("training/killed/rank-0000.normlog").fsPath, threeHoursAgo, threeHoursAgo);
}

/** A healthy step, then one with a NaN. */
function nanLog(): Uint8Array {
  const arrays = { "0/n": ["i8", [4, 3]] };
  return logOf(runPayload(), stepPayload(0), stepPayload(1, {}, { nan: 1, firstNonFinite: 3 }, arrays), endPayload());
}

/** A log whose names are markup, with a finding on its layer. */
function hostileLog(): Uint8Array {
  const name = "<img src=x>[x](command:workbench.action.closeWindow)\u202e";
  const arrays = { "0/n": ["i8", [4, 3]] };
  const layers = [{ ...LAYER, name }];
  return logOf(runPayload({ layers }), stepPayload(0, {}, { nan: 1, firstNonFinite: 3 }, arrays), endPayload());
}

function endPayload(more: object = {}): Uint8Array<ArrayBuffer> {
  return payloadOf({ kind: "end", step: 1, reason: "finished", overhead: { probe: 0, wall: 1 }, ...more });
}

function write(name: string, bytes: Uint8Array): void {
  const { fsPath } = workspaceFile(name);
  mkdirSync(dirname(fsPath), { recursive: true });
  writeFileSync(fsPath, bytes);
}

/** Shows the view with what is there now. */
async function look(): Promise<void> {
  await vscode.commands.executeCommand("normscope.runs.focus");
  await vscode.commands.executeCommand("normscope.refreshRuns");
}

function runHandle(name: string): { kind: "run"; path: string } {
  return { kind: "run", path: workspaceFile("training", name).fsPath };
}

/** What the rows in sight say: label and description. */
async function rows(): Promise<readonly string[]> {
  return ui.evaluate("workbench", () =>
    [...document.querySelectorAll(".pane-body .monaco-list-row .custom-view-tree-node-item")].map((row) =>
      [".label-name", ".label-description"]
        .map((part) => row.querySelector(part)?.textContent ?? "")
        .join(" ")
        .trim(),
    ),
  );
}

/** Waits for a row whose label is `name` and whose description fits. */
async function rowWith(name: string, description: RegExp): Promise<void> {
  const fits = (row: string) => row.startsWith(`${name} `) && description.test(row.slice(name.length + 1));
  await until(async () => (await rows()).some(fits), `${name}: ${description} is shown`);
}

async function expand(name: string): Promise<void> {
  const row = `${ROW}:has-text("${name}")`;
  if ((await ui.attribute("workbench", row, "aria-expanded")) !== "true")
    await ui.click("workbench", `${row} .monaco-tl-twistie`);
}

/** Answers what is asked in dialogs, which VS Code does not show in tests, and tells what was asked. */
async function answering(answers: readonly string[], work: () => Thenable<unknown>): Promise<readonly string[]> {
  const { showWarningMessage } = vscode.window;
  const asked: string[] = [];
  Object.assign(vscode.window, {
    showWarningMessage: async (message: string) => {
      asked.push(message);
      return answers[asked.length - 1];
    },
  });
  try {
    await work();
  } finally {
    Object.assign(vscode.window, { showWarningMessage });
  }
  return asked;
}
