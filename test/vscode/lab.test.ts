import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { withEveryTheme } from "./look";
import { ui } from "./ui";
import { watchWorkers } from "./watchWorkers";
import { until } from "./workspace";

/** Threads that the lab has started. */
let watched: ReturnType<typeof watchWorkers>;

describe("Normscope: Open Normalization Lab", function () {
  // Networks are trained for real, on a machine that may be busy.
  this.timeout(240_000);
  const { showSaveDialog } = vscode.window;

  before(() => {
    watched = watchWorkers();
  });
  beforeEach(open);
  afterEach(async () => {
    Object.assign(vscode.window, { showSaveDialog });
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });
  after(() => watched.restore());

  it("offers every experiment with what a paper claims, and says what to do", async () => {
    assert.equal(await ui.count("webview", "[data-experiment]"), 6);
    assert.match(await ui.text("webview", '[data-experiment="batch-norm"]'), /14 times fewer steps.*Ioffe and Szegedy/);
    assert.match(await ui.text("webview", '[data-part="empty"]'), /Choose an experiment and press Start/);
    await ui.screenshot("lab-empty");
  });

  it("trains, pauses at a step, goes on, and tells what came out beside the paper's figure", async () => {
    await start("batch-norm", 2, 120);
    await ui.waitFor("webview", '[data-run="1"][data-state="running"]');
    await isTraining();
    await ui.screenshot("lab-running");
    await ui.click("webview", '[data-action="pause"]');
    await ui.waitFor("webview", '[data-run="1"][data-state="paused"]');
    assert.equal(await ui.evaluate("webview", () => document.activeElement?.getAttribute("data-action")), "resume");
    await new Promise((done) => setTimeout(done, 500));
    const held = await progress();
    await new Promise((done) => setTimeout(done, 1000));
    assert.equal(await progress(), held);
    await ui.click("webview", '[data-action="resume"]');
    await finished(1);
    assert.match(
      await ui.text("webview", '[data-part="outcome"]'),
      /plain network's best accuracy .* over 2 seeds.* In the paper: 14 times fewer \(Inception on ImageNet\)/,
    );
    for (const figure of ["lab-curves", "lab-inputs", "lab-ends"]) await drawn(figure);
  });

  it("keeps what was trained while it is hidden, goes on training, and compares runs", async () => {
    await start("running-momentum", 1, 20);
    await vscode.commands.executeCommand("workbench.action.files.newUntitledFile");
    await new Promise((done) => setTimeout(done, 1000));
    await vscode.commands.executeCommand("normscope.openLab");
    await finished(1);
    await start("running-momentum", 2, 40);
    await finished(2);
    assert.equal(await ui.count("webview", "[data-run]"), 2);
    await drawn("lab-curves");
    await ui.click("webview", '[data-run="1"] [data-action="draw-none"]');
    await ui.click("webview", '[data-action="asTable"]');
    await ui.waitFor("webview", '[data-figure="lab-curves"][data-drawn="table"] table');
    assert.equal(await ui.count("webview", '[data-figure="lab-curves"] tbody tr'), 6 * 2);
    await ui.click("webview", '[data-action="asTable"]');
    await ui.click("webview", '[data-run="1"] [data-action="focus"]');
    await until(
      async () => /Run 1: 6 networks/.test(await ui.text("webview", '[data-part="outcome"]')),
      "run 1 is told",
    );
    await ui.click("webview", '[data-run="1"] [data-action="remove"]');
    await ui.waitFor("webview", '[data-run="1"]', { state: "detached" });
  });

  it("exports its numbers and figures", async () => {
    await start("placement", 1, 10);
    await finished(1);
    await drawn("lab-curves");
    await ui.evaluate("webview", () => window.scrollTo(0, 0));
    await ui.click("webview", '[data-action="export"]');
    await ui.waitFor("webview", '[data-action="save-png"]');
    await ui.screenshot("lab-export");
    await ui.press("Escape");
    const json = JSON.parse((await saved('[data-action="save-json"]')).toString());
    assert.deepEqual([json.experiment.name, json.trainings], ["placement", { finished: 9, inAll: 9 }]);
    assert.match(json.generator, /^normscope \d/);
    const csv = (await saved('[data-action="save-csv"]')).toString().split("\r\n");
    assert.match(csv[0]!, /^network,seed,step,train_loss/);
    assert.equal(csv.length, 1 + 9 * 2 + 1);
    assert.match((await saved('[data-action="save-svg"]')).toString(), /^<svg .*How accurate are the networks/s);
  });

  it("stops with what is finished, and trains the rest when asked to go on", async () => {
    await start("running-momentum", 1, 300);
    await until(async () => /^[1-5] of 6/.test(await progress()), "a training is finished");
    await ui.click("webview", '[data-action="stop"]');
    await ui.waitFor("webview", '[data-run="1"][data-state="stopped"]');
    await ui.click("webview", '[data-action="continue"]');
    await finished(1);
  });

  it("says why where a thread dies, and goes on when asked to", async () => {
    watched.workers.length = 0;
    await start("running-momentum", 1, 300);
    await isTraining();
    await watched.workers[0]!.terminate();
    await ui.waitFor("webview", '[data-run="1"][data-state="failed"]');
    assert.match(
      await ui.text("webview", '[data-run="1"] [data-part="state"]'),
      /A thread of the lab stopped with exit code 1/,
    );
    await ui.screenshot("lab-failed");
    await ui.click("webview", '[data-action="continue"]');
    await finished(1);
  });

  it("stops training when it is closed", async () => {
    watched.workers.length = 0;
    await start("batch-norm", 1, 4000);
    await isTraining();
    const ended = Promise.all(watched.workers.map((worker) => new Promise((done) => worker.once("exit", done))));
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await ended;
  });

  it("is drawn in every theme, and in a narrow window", async () => {
    await ui.takeConsoleErrors();
    await start("batch-norm", 2, 100);
    await finished(1);
    await vscode.commands.executeCommand("workbench.action.closeSidebar");
    try {
      await drawn("lab-curves");
      await ui.resize(1280, 1100);
      await ui.evaluate("webview", () => window.scrollTo(0, 0));
      await new Promise((done) => setTimeout(done, 700));
      await withEveryTheme((theme) => ui.screenshot(`lab-${theme}`));
      await ui.click("webview", '[data-action="logarithmic"]');
      await until(
        async () => /told wrong/.test(await ui.text("webview", '[data-figure="lab-curves"] .subtitle')),
        "errors are drawn",
      );
      await ui.resize(600, 1400);
      await drawn("lab-curves");
      const width = await ui.evaluate("webview", () => [document.documentElement.scrollWidth, window.innerWidth]);
      assert.ok(width[0]! <= width[1]!, `scrolls sideways: ${width[0]} in ${width[1]} px`);
      await ui.evaluate("webview", () => document.querySelector('[data-part="outcome"]')!.scrollIntoView());
      await ui.screenshot("lab-narrow");
    } finally {
      await ui.resize(1280, 800);
      await vscode.commands.executeCommand("workbench.view.explorer");
    }
    const errors = (await ui.takeConsoleErrors()).filter((error) => /normscope|plotly|Content Security/i.test(error));
    assert.deepEqual(errors, []);
  });

  async function saved(action: string): Promise<Buffer> {
    const path = join(tmpdir(), `normscope-lab-${process.pid}`);
    let offered = "";
    Object.assign(vscode.window, {
      showSaveDialog: async ({ defaultUri }: vscode.SaveDialogOptions) => {
        offered = defaultUri!.path;
        return vscode.Uri.file(path);
      },
    });
    rmSync(path, { force: true });
    await ui.click("webview", '[data-action="export"]');
    await ui.click("webview", action);
    let content = Buffer.alloc(0);
    await until(() => {
      try {
        content = readFileSync(path);
      } catch {}
      return content.length > 0;
    }, `${action} is saved`);
    assert.match(offered, /\/lab-placement[^/]*\.(json|csv|svg)$/);
    rmSync(path);
    return content;
  }
});

async function open(): Promise<void> {
  await vscode.commands.executeCommand("normscope.openLab");
  await ui.waitFor("webview", '.normscope.lab[data-state="ready"]');
}

/** With fewer steps than the experiment has, which the engine offers to everyone. */
async function start(experiment: string, seeds: number, steps: number): Promise<void> {
  await ui.click("webview", `[data-experiment="${experiment}"] input`);
  await ui.fill("webview", '[data-part="seeds"]', String(seeds));
  await ui.fill("webview", '[data-part="steps"]', String(steps));
  await ui.click("webview", '[data-action="start"]');
}

/** A thread that is watched has begun, and told of a step. */
async function isTraining(): Promise<void> {
  await until(async () => watched.workers.length > 0 && /step [1-9]/.test(await progress()), "a step is told of");
}

function progress(): Promise<string> {
  return ui.evaluate("webview", () => document.querySelector('[data-part="progress"]')?.textContent ?? "");
}

async function finished(id: number): Promise<void> {
  await ui.waitFor("webview", `[data-run="${id}"][data-state="finished"]`, { timeout: 200_000 });
}

function drawn(figure: string): Promise<void> {
  return ui.waitFor("webview", `[data-figure="${figure}"] .js-plotly-plot .plot-container`);
}
