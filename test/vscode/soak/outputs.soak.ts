import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { ui } from "../ui";
import { watchWorkers } from "../watchWorkers";
import { until, workspaceFile } from "../workspace";
import { hasGivenBack, print, tellMemory, timed } from "./figures";

const OUTPUTS = 300;
/** The suite's bundles lie in out/vscode/soak. */
const FIXTURE = join(__dirname, "..", "..", "..", "test", "fixtures", "notebooks", "live-run.ipynb");
const DRAWN = '.normscope.output[data-state="ready"] figure[data-drawn="plot"] .js-plotly-plot .plot-container';
/** Of megabytes, what may stay of the page once the notebook is closed. */
const LEFT_MB = { pageHeap: 30 };

describe(`A notebook with ${OUTPUTS} outputs of watched runs`, function () {
  this.timeout(45 * 60_000);
  const started = watchWorkers();
  before(writeNotebook);
  after(async () => {
    started.restore();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await vscode.workspace.fs.delete(workspaceFile("outputs.ipynb"));
  });

  it("scrolls from the first to the last, each drawn, and gives back what it took", async () => {
    const before = await tellMemory("before", started);
    const notebook = await timed("opening", async () => {
      const opened = await vscode.workspace.openNotebookDocument(workspaceFile("outputs.ipynb"));
      await vscode.window.showNotebookDocument(opened);
      await ui.waitFor("webview", DRAWN);
      return opened;
    });
    await tellMemory("with the first in sight", started);
    const editor = vscode.window.activeNotebookEditor!;
    await timed("scrolling through all", async () => {
      for (let at = 0; at < OUTPUTS; at++) {
        editor.revealRange(new vscode.NotebookRange(at, at + 1), vscode.NotebookEditorRevealType.AtTop);
        await until(() => isDrawn(at), `output ${at} is drawn`, 120_000);
      }
    });
    const all = await ui.count("webview", ".normscope.output");
    await print(`${all} outputs are in the page, ${await ui.count("webview", DRAWN)} plots`);
    await tellMemory("with the last in sight", started);
    await ui.screenshot("soak-outputs");
    await timed("back to the first", async () => {
      editor.revealRange(new vscode.NotebookRange(0, 1), vscode.NotebookEditorRevealType.AtTop);
      await until(() => isDrawn(0), "the first is drawn", 120_000);
    });
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await until(() => notebook.isClosed, "it is closed");
    const closed = await tellMemory("closed", started);
    hasGivenBack(before, closed, LEFT_MB);
  });
});

/** By the run's name, which each output has its own. */
function isDrawn(at: number): Promise<boolean> {
  return ui.evaluate(
    "webview",
    (name) => {
      const output = [...document.querySelectorAll<HTMLElement>(".normscope.output")].find((one) =>
        one.textContent?.includes(name as string),
      );
      return output?.querySelector('figure[data-drawn="plot"] .js-plotly-plot .plot-container') != null;
    },
    nameOf(at),
  );
}

const nameOf = (at: number) => `soak-${String(at).padStart(4, "0")}`;

function writeNotebook(): void {
  const fixture = JSON.parse(readFileSync(FIXTURE, "utf8"));
  const [cell] = fixture.cells.filter(({ outputs }: { outputs?: unknown[] }) => outputs && outputs.length > 0);
  const cells = Array.from({ length: OUTPUTS }, (_, at) => ({
    ...cell,
    id: nameOf(at),
    source: [`normscope.watch(model)  # ${at}`],
    outputs: cell.outputs.map((output: { data: Record<string, { name?: string }> }) => ({
      ...output,
      data: Object.fromEntries(
        Object.entries(output.data).map(([mime, data]) => [
          mime,
          mime.includes("normscope") ? { ...data, name: nameOf(at) } : data,
        ]),
      ),
    })),
  }));
  writeFileSync(workspaceFile("outputs.ipynb").fsPath, JSON.stringify({ ...fixture, cells }));
}
