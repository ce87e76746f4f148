import assert from "node:assert/strict";
import { appendFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { logOf, payloadOf, recordOf, runPayload, stepPayload } from "../unit/readers/runLog/writeLog";
import { inEveryTheme } from "./look";
import { ui } from "./ui";
import { watchWorkers } from "./watchWorkers";
import { until, workspaceFile } from "./workspace";
import { zoomPlot } from "./zoomPlot";

const RUNS = join(__dirname, "..", "..", "test", "fixtures", "runs");
const DIGITS = readFileSync(join(RUNS, "digits", "rank-0000.normlog"));
const END = payloadOf({ kind: "end", step: 9, reason: "finished", exception: null, overhead: { probe: 0, wall: 1 } });

describe("A training run's panel, while the run goes on", () => {
  let count = 0;
  let folder = "";
  beforeEach(() => {
    folder = workspaceFile("live", `run-${count++}`).fsPath;
    mkdirSync(folder, { recursive: true });
  });
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  const log = () => join(folder, "rank-0000.normlog");
  const open = async (...more: unknown[]) => {
    void vscode.commands.executeCommand("normscope.profile", vscode.Uri.file(folder), ...more);
    await ui.waitFor("webview", '[data-part="live"]');
  };
  const live = () => ui.text("webview", '[data-part="live-text"]');
  const says = (text: RegExp) => until(async () => text.test(await live()), `the live mark says ${text}`);
  const drawn = () => ui.waitFor("webview", '[data-figure="batch-mean"][data-drawn="plot"]');
  const stepsDrawn = () =>
    ui.evaluate("webview", () => {
      const plot = document.querySelector('[data-figure="batch-mean"] .js-plotly-plot');
      return (plot as unknown as { data: { x: number[] }[] }).data.map(({ x }) => x.at(-1));
    });

  it("follows the log: figures, table and verdicts go on, and what was looked at stays", async () => {
    writeFileSync(log(), DIGITS.subarray(0, 40_000));
    await open();
    await drawn();
    assert.match(await live(), /^live · step \d+ · updated \d+ s ago$/);
    await ui.click("webview", '[data-layer="bn2"]');
    await ui.waitFor("webview", '[data-layer="bn2"][aria-selected="true"]');
    await until(async () => /^bn2/.test(await ui.text("webview", "figure h3")), "bn2 is drawn");
    await ui.click("webview", '[data-tab="channels"]');
    const before = await ui.text("webview", '[data-layer="bn2"]');
    await ui.evaluate("webview", () => {
      document.querySelector<HTMLElement>("main")!.dataset.same = "yes";
      document.querySelector<HTMLElement>('[data-layer="bn2"]')!.focus();
    });
    appendFileSync(log(), DIGITS.subarray(40_000));
    await says(/^run ended · step 59$/);
    await until(async () => (await ui.text("webview", '[data-layer="bn2"]')) !== before, "the table's figures go on");
    assert.equal(await ui.attribute("webview", '[data-tab="channels"]', "aria-selected"), "true");
    assert.equal(await ui.attribute("webview", '[data-layer="bn2"]', "aria-selected"), "true");
    assert.equal(await ui.evaluate("webview", () => document.activeElement?.getAttribute("data-layer")), "bn2");
    assert.equal(await ui.count("webview", '[data-part="progress"]'), 0);
    await ui.click("webview", '[data-tab="running"]');
    await drawn();
    await ui.screenshot("live-ended");
  });

  it("takes a click though the log goes on while the button is down", async () => {
    writeFileSync(log(), DIGITS.subarray(0, 40_000));
    await open();
    await drawn();
    await ui.evaluate("webview", () => {
      window.addEventListener("message", ({ data }) => {
        if (data.type !== "update") return;
        const again = () => window.dispatchEvent(new MessageEvent("message", { data }));
        document.addEventListener("pointerdown", again, { once: true });
        document.body.dataset.updated = "yes";
      });
    });
    appendFileSync(log(), DIGITS.subarray(40_000));
    await ui.waitFor("webview", "body[data-updated]");
    await ui.click("webview", '[data-layer="bn2"]', { delay: 300 });
    await ui.waitFor("webview", '[data-layer="bn2"][aria-selected="true"]', { timeout: 5000 });
  });

  it("keeps the zoom, shows the same steps in both figures, and all of them again", async () => {
    writeFileSync(log(), DIGITS.subarray(0, 60_000));
    await open();
    await drawn();
    await zoomPlot([5, 15]);
    const both = [
      [5, 15],
      [5, 15],
    ];
    await until(near(both), "both figures show steps 5 to 15");
    appendFileSync(log(), DIGITS.subarray(60_000));
    await says(/run ended/);
    assert.ok(await near(both)());
    await ui.click("webview", '[data-action="all-steps"]');
    await until(async () => (await ranges())[0]![1]! >= 59, "all steps are in sight");
  });

  const near = (wanted: readonly (readonly number[])[]) => async () => {
    const shown = await ranges();
    return shown.every((range, i) => range.every((step, end) => Math.abs(step - wanted[i]![end]!) <= 2));
  };
  const ranges = () =>
    ui.evaluate("webview", () =>
      [...document.querySelectorAll(".figures .js-plotly-plot")].map((plot) =>
        (plot as unknown as { layout: { xaxis: { range: number[] } } }).layout.xaxis.range.map(Math.round),
      ),
    );

  it("shows every so many-th step of a long run, and all of those that are zoomed in on", async () => {
    const moving = (step: number) => ({ "0/mean": ["f8", [Math.sin(step / 50), Math.cos(step / 70)]] });
    const steps = Array.from({ length: 6000 }, (_, step) => recordOf(stepPayload(step, {}, {}, moving(step))));
    writeFileSync(log(), Buffer.concat([logOf(runPayload()), ...steps, recordOf(END)]));
    await open();
    await drawn();
    const note = () => ui.text("webview", '[data-part="thinned"] span');
    assert.match(await note(), /^Every 4th logged step is shown; zoom in for all\.$/);
    await ui.screenshot("live-thinned");
    await zoomPlot([2000, 2999]);
    await until(
      async () => /^From step [12],\d+ to [23],\d+, all logged steps/.test(await note()),
      "all steps are shown",
    );
    const drawnSteps = await ui.evaluate("webview", () => {
      const plot = document.querySelector('[data-figure="batch-mean"] .js-plotly-plot');
      const traces = (plot as unknown as { data: { x: number[] }[] }).data;
      return Math.max(...traces.map(({ x }) => x.length));
    });
    assert.ok(drawnSteps >= 950, `${drawnSteps} steps are drawn`);
    await ui.screenshot("live-zoomed");
    await ui.click("webview", '[data-action="all-steps"]');
    await until(async () => /^Every 4th/.test(await note()), "the whole run is shown again");
  });

  it("catches up when it was hidden, and does as it is told when paused", async () => {
    writeFileSync(log(), DIGITS.subarray(0, 30_000));
    await open();
    await drawn();
    await ui.click("webview", '[data-action="pause"]');
    await says(/^paused · step \d+$/);
    appendFileSync(log(), DIGITS.subarray(30_000, 60_000));
    await ui.click("webview", '[data-action="pause"]');
    await says(/^live · step [34]\d/);
    await vscode.window.showTextDocument(workspaceFile("model.py"));
    appendFileSync(log(), DIGITS.subarray(60_000));
    await vscode.commands.executeCommand("workbench.action.previousEditor");
    await ui.waitFor("webview", '[data-part="live"]');
    await says(/^run ended · step 59$/);
    await drawn();
    await until(async () => (await stepsDrawn()).includes(59), "the figure goes to the last step");
  });

  it("takes in ranks and runs that appear later", async () => {
    const head = (rank: number) => runPayload({ rank, worldSize: 2 });
    mkdirSync(join(folder, "again"));
    writeFileSync(log(), logOf(head(0), stepPayload(0), stepPayload(1)));
    await open();
    await until(async () => /1 of 2 ranks/.test(await ui.text("webview", ".verdict-place")), "a rank is missing");
    writeFileSync(join(folder, "rank-0001.normlog"), logOf(head(1), stepPayload(0), stepPayload(1), END));
    appendFileSync(log(), recordOf(END));
    await until(async () => !/of 2 ranks/.test(await ui.text("webview", ".verdict-place")), "no rank is missing");
    writeFileSync(join(folder, "again", "rank-0000.normlog"), logOf(runPayload(), stepPayload(0), stepPayload(1), END));
    // Where no watcher tells of it: what has ended is looked at every ten seconds.
    await ui.waitFor("webview", '[data-part="runs"]');
  });

  it("waits for a run that has only begun", async () => {
    writeFileSync(log(), logOf(runPayload()));
    void vscode.commands.executeCommand("normscope.profile", vscode.Uri.file(folder));
    await ui.waitFor("webview", '[data-part="waiting"]');
    await ui.screenshot("live-waiting");
    appendFileSync(
      log(),
      Buffer.concat([recordOf(stepPayload(0)), recordOf(stepPayload(1)), recordOf(stepPayload(2))]),
    );
    await ui.waitFor("webview", '[data-layer="bn1"]');
  });

  it("is revealed instead of opened twice, and chooses the layer that was asked for", async () => {
    cpSync(join(RUNS, "digits"), folder, { recursive: true });
    await open(undefined, { layer: "bn2" });
    await ui.waitFor("webview", '[data-layer="bn2"][aria-selected="true"]');
    await open(undefined, { layer: "bn1" });
    await ui.waitFor("webview", '[data-layer="bn1"][aria-selected="true"]');
    await vscode.window.showTextDocument(workspaceFile("model.py"));
    await open(undefined, { layer: "bn2" });
    await ui.waitFor("webview", '[data-layer="bn2"][aria-selected="true"]');
    const panels = vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter(({ label }) => /^Profile/.test(label));
    assert.equal(panels.length, 1);
  });

  inEveryTheme("follows two runs of different length together", together, (theme) =>
    ui.screenshot(`live-together-${theme}`),
  );

  it("stays usable in a narrow window", async () => {
    await vscode.commands.executeCommand("workbench.action.closeSidebar");
    await ui.resize(480, 900);
    try {
      await together();
      const width = await ui.evaluate("webview", () => [document.documentElement.scrollWidth, window.innerWidth]);
      assert.ok(width[0]! <= width[1]!, `scrolls sideways: ${width[0]} in ${width[1]} px`);
      await ui.screenshot("live-narrow");
    } finally {
      await ui.resize(1280, 800);
      await vscode.commands.executeCommand("workbench.view.explorer");
    }
  });

  async function together() {
    for (const [run, bytes] of [
      ["first", 30_000],
      ["second", 55_000],
    ] as const) {
      mkdirSync(join(folder, run), { recursive: true });
      writeFileSync(join(folder, run, "rank-0000.normlog"), DIGITS.subarray(0, bytes));
    }
    await open();
    await drawn();
    appendFileSync(join(folder, "first", "rank-0000.normlog"), DIGITS.subarray(30_000, 45_000));
    await until(async () => (await stepsDrawn()).filter((step) => step! > 20).length > 1, "both runs go on");
  }

  it("ends its thread when it is closed; the engine keeps at most one for what comes next", async () => {
    const { workers, restore } = watchWorkers();
    const alive = () => workers.filter(({ threadId }) => threadId !== -1).length;
    try {
      // The first may have the thread that was kept before.
      for (const name of ["one", "another", "third"]) {
        const { fsPath } = workspaceFile("live", name);
        mkdirSync(fsPath, { recursive: true });
        writeFileSync(join(fsPath, "rank-0000.normlog"), DIGITS);
        await vscode.commands.executeCommand("normscope.profile", vscode.Uri.file(fsPath));
        await ui.waitFor("webview", '[data-state="ready"]');
      }
      assert.ok(alive() >= 2, `${alive()} threads`);
      await vscode.commands.executeCommand("workbench.action.closeAllEditors");
      await until(() => alive() <= 1, "the threads have ended");
    } finally {
      restore();
    }
  });
});
