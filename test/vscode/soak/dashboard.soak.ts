import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as vscode from "vscode";
import { measureMemory } from "../memory";
import { tell, ui } from "../ui";
import { watchWorkers } from "../watchWorkers";
import { until, workspaceFile } from "../workspace";
import { zoomPlot } from "../zoomPlot";
import { type Sample, tellSample, tellVerdict } from "./curve";

const MINUTES = Number(process.env.NORMSCOPE_SOAK);
const [RANKS, LAYERS] = [2, 20];
/** A step of the training stands for a second. */
const STEPS_PER_SECOND = 12;
const STEPS_PER_HOUR = 3600;
const SAMPLE_MILLISECONDS = 10_000;
const UNIT = "hour";
/** The machine may have other things to do. */
const PATIENCE = { timeout: 300_000 };

describe("The panel of a training run that goes on for hours", function () {
  this.timeout((MINUTES + 15) * 60_000);
  const folder = workspaceFile("live", "soak").fsPath;
  let training: Training;
  before(() => {
    mkdirSync(folder, { recursive: true });
    training = startTraining(folder);
  });
  after(() => {
    training.process.kill();
    return vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("needs no more memory than at its beginning, and shows in the end what a fresh look at the logs shows", async () => {
    const started = watchWorkers();
    const samples: Sample[] = [];
    const begun = performance.now();
    let slowest = 0;
    try {
      await until(() => training.steps() > 10, "the training has begun");
      // What looks at code beside the panel has its threads, too.
      await vscode.window.showTextDocument(workspaceFile("model.py"));
      await open(folder);
      await tellSample(UNIT);
      const end = begun + MINUTES * 60_000;
      for (let round = 0; performance.now() < end; round++) {
        const next = performance.now() + SAMPLE_MILLISECONDS;
        const looked = performance.now();
        await lookAround(round, training.steps());
        slowest = Math.max(slowest, performance.now() - looked);
        const memory = await measureMemory(started.workers);
        const minutes = (performance.now() - begun) / 60_000;
        const sample = { minutes, amount: training.steps() / STEPS_PER_HOUR, memory };
        samples.push(sample);
        await tellSample(UNIT, sample);
        await sleep(Math.max(0, next - performance.now()));
      }
      await training.end();
      await until(
        async () => /^run ended/.test(await ui.text("webview", '[data-part="live-text"]')),
        "it has ended",
        120_000,
      );
      const growing = await tellVerdict(UNIT, samples);
      await tell({
        type: "note",
        title: `${training.records()} records a rank, ${training.thinnings()} times thinned`,
      });
      await ui.screenshot("soak-dashboard");
      const followed = await everythingDrawn();
      await vscode.commands.executeCommand("workbench.action.closeAllEditors");
      await open(folder);
      assert.deepEqual(await everythingDrawn(), followed);
      assert.deepEqual(growing, []);
    } finally {
      started.restore();
    }
  });
});

interface Training {
  readonly process: ChildProcess;
  readonly steps: () => number;
  readonly records: () => number;
  readonly thinnings: () => number;
  /** Resolves when everything is in the logs. */
  readonly end: () => Promise<void>;
}

function startTraining(folder: string): Training {
  const args = [folder, RANKS, LAYERS, STEPS_PER_SECOND].map(String);
  const writer = fork(join(__dirname, "writeRun.js"), args);
  let told = { step: 0, records: 0, bytes: 0 };
  let thinnings = 0;
  const ended = new Promise<void>((resolve, reject) => {
    writer.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`the training ended with ${code}`))));
  });
  ended.catch(() => {});
  writer.on("message", (message: typeof told) => {
    if (message.bytes === undefined) return;
    if (message.bytes < told.bytes) thinnings++;
    told = message;
  });
  return {
    process: writer,
    steps: () => told.step,
    records: () => told.records,
    thinnings: () => thinnings,
    end: () => {
      writer.send("end");
      return ended;
    },
  };
}

async function open(folder: string): Promise<void> {
  void vscode.commands.executeCommand("normscope.profile", vscode.Uri.file(folder));
  await ui.waitFor("webview", '[data-part="live"]', PATIENCE);
  await drawn();
}

const drawn = () => ui.waitFor("webview", '[data-figure="batch-mean"][data-drawn="plot"]', PATIENCE);

/** What a person does with a dashboard: each round something else. */
async function lookAround(round: number, steps: number): Promise<void> {
  const kinds = [chooseLayer, changeTab, zoomIn, hide, pause, asTable];
  await kinds[round % kinds.length]!(Math.floor(round / kinds.length), steps);
}

async function chooseLayer(turn: number): Promise<void> {
  const name = `block${(turn * 7) % LAYERS}.norm`;
  await ui.click("webview", `[data-layer="${name}"]`);
  await ui.waitFor("webview", `[data-layer="${name}"][aria-selected="true"]`, PATIENCE);
  await drawn();
}

async function changeTab(turn: number): Promise<void> {
  for (const tab of [["distribution", "channels"][turn % 2]!, "running"]) {
    await ui.click("webview", `[data-tab="${tab}"]`);
    await ui.waitFor("webview", `[data-tab="${tab}"][aria-selected="true"]`, PATIENCE);
    await ui.waitFor("webview", ".figures .js-plotly-plot .plot-container", PATIENCE);
    await sleep(1000);
  }
  await drawn();
}

async function zoomIn(turn: number, steps: number): Promise<void> {
  const from = Math.floor((steps * (turn % 8)) / 10);
  await zoomPlot([from, from + Math.max(10, steps / 10)]);
  await ui.waitFor("webview", '[data-action="all-steps"]:visible', PATIENCE);
  await sleep(2000);
  await ui.click("webview", '[data-action="all-steps"]');
  await drawn();
}

async function hide(): Promise<void> {
  await vscode.window.showTextDocument(workspaceFile("model.py"));
  await sleep(3000);
  await vscode.commands.executeCommand("workbench.action.previousEditor");
  await ui.waitFor("webview", '[data-part="live"]', PATIENCE);
  await drawn();
}

async function pause(): Promise<void> {
  await ui.click("webview", '[data-action="pause"]');
  await sleep(2000);
  await ui.click("webview", '[data-action="pause"]');
}

async function asTable(): Promise<void> {
  await ui.click("webview", '[data-action="table-view"]');
  await ui.waitFor("webview", '[data-part="table"] table caption', PATIENCE);
  await ui.click("webview", '[data-action="table-view"]');
  await drawn();
}

/** The table of layers, and the figures of some of them, number for number. */
async function everythingDrawn(): Promise<unknown> {
  const seen: unknown[] = [await ui.texts("webview", "[data-layer]")];
  for (const layer of [0, 5, LAYERS - 1]) {
    const name = `block${layer}.norm`;
    await ui.click("webview", `[data-layer="${name}"]`);
    await ui.waitFor("webview", `[data-layer="${name}"][aria-selected="true"]`, PATIENCE);
    for (const tab of ["running", "distribution", "channels"]) {
      await ui.click("webview", `[data-tab="${tab}"]`);
      await ui.waitFor("webview", ".figures .js-plotly-plot .plot-container", PATIENCE);
      await until(
        async () => (await ui.text("webview", "figure h3")).includes(name),
        `${name} is drawn`,
        PATIENCE.timeout,
      );
      // The layer that was looked at before gives way to this one's steps in full.
      await sleep(2000);
      seen.push(name, tab, await figures());
    }
  }
  return seen;
}

function figures(): Promise<unknown> {
  return ui.evaluate("webview", () =>
    [...document.querySelectorAll(".figures .js-plotly-plot")].map((plot) =>
      (plot as unknown as { data: { name?: string; x?: unknown; y?: unknown; z?: unknown }[] }).data.map(
        ({ name, x, y, z }) => JSON.stringify({ name, x, y, z }),
      ),
    ),
  );
}
