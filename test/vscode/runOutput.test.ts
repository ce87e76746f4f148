import assert from "node:assert/strict";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import * as vscode from "vscode";
import { logOf, runPayload } from "../unit/readers/runLog/writeLog";
import { inEveryTheme } from "./look";
import { ui } from "./ui";
import { until, workspaceFile } from "./workspace";

const MIME = "application/vnd.normscope.run.v1+json";
/** The suite's bundle lies in out/vscode. */
const FIXTURE = join(__dirname, "..", "..", "test", "fixtures", "notebooks", "live-run.ipynb");
const DRAWN = '.normscope.output[data-state="ready"] figure[data-drawn="plot"] .js-plotly-plot .plot-container';

describe("watched runs in notebooks", () => {
  afterEach(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await ui.resize(1280, 800);
  });

  inEveryTheme(
    "are drawn without a kernel",
    async () => {
      await showFixture();
      await ui.waitFor("webview", DRAWN);
      await until(async () => (await ui.count("webview", DRAWN)) >= 4, "both outputs are drawn");
      const summaries = await ui.texts("webview", '[data-part="summary"]');
      // In whatever order VS Code has put them.
      assert.deepEqual(summaries.sort(), [
        "finished · 200 logged steps shown · 2 layers",
        "running · 51 of 101 logged steps shown · 2 layers",
      ]);
    },
    (theme) => ui.screenshot(`run-output-${theme}`),
  );

  it("fit a narrow window", async () => {
    await ui.resize(640, 800);
    await showFixture();
    await ui.waitFor("webview", DRAWN);
    await ui.screenshot("run-output-narrow");
  });

  it("follow the run in place while a cell runs, and keep what a person looks at", async () => {
    const [running, finished] = fixtureOutputs();
    await withCell(async (update) => {
      await update(running!);
      await ui.waitFor("webview", DRAWN);
      await ui.evaluate("webview", () => {
        const layer = document.querySelector<HTMLSelectElement>('[data-part="layer"]')!;
        layer.value = "1";
        layer.dispatchEvent(new Event("change"));
        const root = document.querySelector<HTMLElement>(".normscope.output")!;
        root.dataset.made = "once";
      });
      await ui.waitFor("webview", '[aria-label^="bn2"] .nsewdrag');
      const zoomed = await zoom();
      assert.ok(zoomed[0]! > 20, `zoomed to ${zoomed}`);
      await update(finished!);
      await ui.waitFor("webview", "text=finished · 200 logged steps shown");
      const seen = await ui.evaluate("webview", () => {
        const root = document.querySelector<HTMLElement>(".normscope.output")!;
        const layer = root.querySelector<HTMLSelectElement>('[data-part="layer"]')!;
        return [root.dataset.made, layer.selectedOptions[0]!.textContent, root.isConnected];
      });
      assert.deepEqual(seen, ["once", "bn2", true]);
      await until(async () => (await stepsDrawn()) >= 200, "the later steps are drawn");
      assert.deepEqual(await rangeOf(), zoomed);
      assert.equal(await ui.count("webview", ".normscope.output"), 1);
      await ui.screenshot("run-output-updated");
    });
  });

  it("wait for the first step", async () => {
    await withCell(async (update) => {
      await update({ ...fixtureOutputs()[0]!, [MIME]: emptyRun() });
      await ui.waitFor("webview", '.normscope.output[data-state="waiting"]');
      await ui.screenshot("run-output-waiting");
      await update(fixtureOutputs()[0]!);
      await ui.waitFor("webview", DRAWN);
    });
  });

  it("that are damaged say so and fall back to the table beside them", async () => {
    const [output] = fixtureOutputs();
    writeNotebook("damaged.ipynb", { ...output, [MIME]: { ...(output![MIME] as object), logs: ["<img src=x>"] } });
    await show(workspaceFile("damaged.ipynb"));
    await ui.waitFor("webview", "text=run.logs[0]: is no base64");
    await ui.waitFor("webview", "table >> text=BatchNorm2d");
    await ui.screenshot("run-output-fallback");
  });
});

/** Drags over the second half of the first figure; returns the steps that it shows then. */
async function zoom(): Promise<number[]> {
  await ui.evaluate("webview", () => {
    const area = document.querySelector<HTMLElement>(".js-plotly-plot .nsewdrag")!;
    const { left, top, width, height } = area.getBoundingClientRect();
    const at = (type: string, share: number) =>
      new MouseEvent(type, {
        bubbles: true,
        cancelable: true,
        clientX: left + share * width,
        clientY: top + height / 2,
        buttons: 1,
      });
    area.dispatchEvent(at("mousedown", 0.5));
    const cover = document.querySelector(".dragcover") ?? document;
    cover.dispatchEvent(at("mousemove", 0.7));
    cover.dispatchEvent(at("mousemove", 0.99));
    cover.dispatchEvent(at("mouseup", 0.99));
  });
  await until(async () => (await rangeOf())[0]! > 20, "the figure is zoomed");
  return rangeOf();
}

function rangeOf(): Promise<number[]> {
  return ui.evaluate("webview", () => {
    const plot = document.querySelector(".js-plotly-plot") as unknown as { layout: { xaxis: { range: number[] } } };
    return plot.layout.xaxis.range;
  });
}

function stepsDrawn(): Promise<number> {
  return ui.evaluate("webview", () => {
    const plot = document.querySelector(".js-plotly-plot") as unknown as { data: { x?: ArrayLike<number> }[] };
    return Math.max(...plot.data.map(({ x }) => x?.length ?? 0));
  });
}

type Bundle = Readonly<Record<string, unknown>>;

function fixtureOutputs(): Bundle[] {
  const { cells } = JSON.parse(readFileSync(FIXTURE, "utf8"));
  return cells.map((cell: { outputs: { data: Bundle }[] }) => cell.outputs[0]!.data);
}

/** A run that has begun, and logged no step yet. */
function emptyRun(): object {
  const logs = [deflateSync(logOf(runPayload())).toString("base64")];
  return { version: 1, generator: "normscope 0.1.0", name: "digits", steps: 0, kept: 0, state: "running", logs };
}

async function showFixture(): Promise<void> {
  copyFileSync(FIXTURE, workspaceFile("live-run.ipynb").fsPath);
  await show(workspaceFile("live-run.ipynb"));
}

async function show(uri: vscode.Uri): Promise<void> {
  const notebook = await vscode.workspace.openNotebookDocument(uri);
  await vscode.window.showNotebookDocument(notebook);
}

function writeNotebook(name: string, data: Bundle): void {
  const notebook = JSON.parse(readFileSync(FIXTURE, "utf8"));
  notebook.cells = [{ ...notebook.cells[0], outputs: [{ output_type: "display_data", metadata: {}, data }] }];
  writeFileSync(workspaceFile(name).fsPath, JSON.stringify(notebook));
}

/** Runs a cell whose output is replaced as `update_display` does it, by a controller of the test's own. */
async function withCell(work: (update: (bundle: Bundle) => Promise<void>) => Promise<void>): Promise<void> {
  const data = new vscode.NotebookData([new vscode.NotebookCellData(vscode.NotebookCellKind.Code, "watch", "python")]);
  const notebook = await vscode.workspace.openNotebookDocument("jupyter-notebook", data);
  await vscode.window.showNotebookDocument(notebook);
  const controller = vscode.notebooks.createNotebookController("normscope-test", "jupyter-notebook", "Test");
  const started = new Promise<vscode.NotebookCellExecution>((resolve) => {
    controller.executeHandler = ([cell]) => resolve(controller.createNotebookCellExecution(cell!));
  });
  await vscode.commands.executeCommand("notebook.selectKernel", { id: "normscope-test", extension: extensionId() });
  void vscode.commands.executeCommand("notebook.cell.execute", { ranges: [{ start: 0, end: 1 }] });
  const execution = await started;
  execution.start();
  const output = new vscode.NotebookCellOutput([]);
  try {
    let shown = false;
    await work(async (bundle) => {
      const items = Object.entries(bundle).map(([mime, value]) => itemOf(mime, value));
      if (shown) await execution.replaceOutputItems(items, output);
      else {
        output.items = items;
        await execution.replaceOutput(output);
        shown = true;
      }
    });
  } finally {
    execution.end(true);
    controller.dispose();
  }
}

function itemOf(mime: string, value: unknown): vscode.NotebookCellOutputItem {
  if (mime.endsWith("json")) return vscode.NotebookCellOutputItem.json(value, mime);
  return vscode.NotebookCellOutputItem.text(([] as string[]).concat(value as string).join(""), mime);
}

function extensionId(): string {
  const { publisher, name } = JSON.parse(readFileSync(join(__dirname, "..", "..", "package.json"), "utf8"));
  return `${publisher}.${name}`;
}
