import assert from "node:assert/strict";
import { readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import * as vscode from "vscode";
import { drawn, open } from "./editorPage";
import { manyTensors, resnet, writeSafetensors } from "./tensorFiles";
import { tell, ui } from "./ui";
import { until, workspaceFile } from "./workspace";

describe("the editor of tensor files, at its borders", () => {
  before(() => writeSafetensors("resnet.safetensors", resnet()));
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("exports report, tables and figures", async () => {
    await open("resnet.safetensors");
    await ui.click("webview", '[data-tab="norms"]');
    await drawn("depth-variance");
    const json = JSON.parse((await saved("save-json", "norms.json")).toString());
    assert.equal(json.norms.length, 19);
    assert.match((await saved("save-norms", "norms.csv")).toString(), /^layer,method,.*\r\nbn1,batch,certain,16,/);
    assert.match(
      (await saved("save-tensors", "tensors.csv")).toString(),
      /\r\nconv1\.weight,float32,16x3x3x3,1728,,\r\n/,
    );
    const svg = (await saved("save-svg", "depth.svg")).toString();
    assert.match(svg, /^<svg.*Where does running variance leave the usual range\?/s);
    assert.equal((await saved("save-png", "depth.png")).subarray(1, 4).toString(), "PNG");
    await ui.click("webview", '[data-action="export"]');
    await ui.screenshot("editor-export");
  });

  it("puts the report into a notebook, which draws it", async () => {
    await open("resnet.safetensors");
    await ui.click("webview", '[data-tab="norms"]');
    await drawn("depth-variance");
    await ui.click("webview", '[data-action="export"]');
    await ui.click("webview", '[data-action="notebook"]');
    await ui.waitFor("webview", ".norm-output .js-plotly-plot .plot-container");
    const box = await ui.box("webview", ".normscope.output");
    assert.ok(box!.height <= 480, `${box!.height} px`);
    await ui.screenshot("editor-notebook");
    await ui.evaluate("webview", () => {
      const select = document.querySelector<HTMLSelectElement>('[data-part="what"]')!;
      select.value = "table";
      select.dispatchEvent(new Event("change"));
    });
    await ui.waitFor("webview", '.norm-output [data-norm="layer3.1.bn2"]');
    await ui.screenshot("editor-notebook-table");
    const [output] = vscode.window.activeNotebookEditor!.notebook.cellAt(0).outputs;
    assert.match(output!.items.map(({ mime }) => mime).join(), /report\.v1\+json,text\/html,text\/plain/);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  it("says when the file has changed on disk, and shows it anew", async () => {
    writeSafetensors("moving.safetensors", resnet().slice(0, 6));
    await open("moving.safetensors");
    writeSafetensors("moving.safetensors", resnet().slice(0, 1));
    await ui.waitFor("webview", '[data-action="reload"]');
    await ui.screenshot("editor-changed");
    await ui.click("webview", '[data-action="reload"]');
    await until(async () => /1 tensor /.test(await ui.text("webview", '[data-part="summary"]')), "one tensor is left");
    await ui.click("webview", '[data-tab="norms"]');
    await ui.waitFor("webview", '[data-part="norms-empty"]');
    await ui.screenshot("editor-no-norms");
    rmSync(workspaceFile("moving.safetensors").fsPath);
    await ui.waitFor("webview", ".notices >> text=no longer there");
  });

  it("shows progress on a huge tensor, and ends reading it when another is chosen", async () => {
    const file = workspaceFile("huge.npy").fsPath;
    const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1000000, 1000), }".padEnd(117);
    writeFileSync(file, Buffer.from(`\x93NUMPY\x01\x00v\x00${header}\n`, "latin1"));
    truncateSync(file, 128 + 4_000_000_000);
    await open("huge.npy");
    await ui.click("webview", '[data-tensor="huge"]');
    await ui.waitFor("webview", '[data-part="reading"]');
    await until(
      async () => Number(await ui.attribute("webview", '[data-part="reading"] progress', "value")) > 0,
      "progress is told",
    );
    await ui.screenshot("editor-reading");
    await ui.click("webview", '[data-part="reading"] [data-action="cancel"]');
    await ui.waitFor("webview", ".tensor-detail >> text=Cancelled.");
    await ui.screenshot("editor-cancelled");
    rmSync(file);
  });

  it("lists what cannot be read with the reason, and shows names as text, whatever they hold", async () => {
    await open("resnet.safetensors");
    await ui.evaluate("webview", () => {
      const tensor = { dtype: "float32", shape: [4, 2], bytes: 32, role: null, closed: null };
      const hostile = `<img src=x onerror="document.title='run'"><b>bold</b>\u202e`;
      const listing = {
        name: hostile,
        format: "<i>made up</i>",
        bytes: 128,
        facts: [
          ["producer", "<script>1</script>"],
          ["epoch", "12"],
        ],
        tensors: [
          { ...tensor, name: hostile },
          { ...tensor, name: "model.q4.weight", dtype: "Q4_K", closed: "its values are 4-bit blocks (Q4_K)" },
          { ...tensor, name: "optimizer.exp_avg", role: "optimizer" },
        ],
      };
      window.postMessage({ type: "listing", listing }, "*");
    });
    await ui.waitFor("webview", '[data-part="facts"]');
    await ui.click("webview", '[data-part="facts"] summary');
    await ui.fill("webview", '[data-part="filter"]', "Q4");
    await ui.click("webview", '[data-tensor="model.q4.weight"]');
    assert.match(await ui.text("webview", '[data-part="closed"]'), /4-bit blocks \(Q4_K\)\.$/);
    await ui.fill("webview", '[data-part="filter"]', "");
    assert.equal(await ui.count("webview", "img, b, i, main script"), 0);
    assert.equal(await ui.evaluate("webview", () => document.title), "Normscope");
    await ui.click("webview", '[data-part="facts"] summary');
    await ui.screenshot("editor-hostile");
  });

  it("stays quick with 50,000 tensors", async () => {
    writeSafetensors("many.safetensors", manyTensors(50_000));
    await open("many.safetensors");
    await ui.click("webview", '[data-part="flat"]');
    await ui.waitFor("webview", "[data-tensor]");
    const figures = await ui.evaluate("webview", async () => {
      const rows = () => document.querySelectorAll("[data-tensor]").length;
      const scroller = document.querySelector<HTMLElement>('[data-part="tensors"] .scroller')!;
      const median = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
      const [most, times] = [[] as number[], [] as number[]];
      for (let i = 0; i < 60; i++) {
        const before = performance.now();
        scroller.scrollTop = (scroller.scrollHeight * i) / 60;
        scroller.dispatchEvent(new Event("scroll"));
        times.push(performance.now() - before);
        most.push(rows());
        await new Promise((done) => requestAnimationFrame(done));
      }
      const filter = document.querySelector<HTMLInputElement>('[data-part="filter"]')!;
      const before = performance.now();
      filter.value = "layers.30 mlp";
      filter.dispatchEvent(new Event("input"));
      return { rows: Math.max(...most), scroll: median(times), search: performance.now() - before, found: rows() };
    });
    // However many there are, those in sight are drawn, which is what makes it quick.
    assert.ok(figures.rows > 5 && figures.rows < 100, `${figures.rows} rows are in the document`);
    assert.ok(figures.found > 0 && figures.found < 100, `${figures.found} rows are found`);
    const [scroll, search] = [figures.scroll, figures.search].map((time) => time.toFixed(1));
    await tell({
      type: "note",
      title: `    (of 50,000 tensors, a scroll took ${scroll} ms and a search ${search} ms)`,
    });
    await ui.screenshot("editor-many");
  });

  it("does not open what lies in another file system, and says so", async () => {
    const provider = memoryFiles();
    const registered = vscode.workspace.registerFileSystemProvider("memory", provider, { isReadonly: true });
    try {
      const uri = vscode.Uri.parse("memory:/elsewhere.safetensors");
      await vscode.commands.executeCommand("vscode.openWith", uri, "normscope.tensorFile");
      await ui.waitFor("webview", '.editor[data-state="failed"]');
      assert.match(
        await ui.text("webview", '[data-part="message"]'),
        /^elsewhere\.safetensors is not on this machine's disk/,
      );
      assert.equal(await ui.count("webview", '[data-action="retry"]'), 0);
      await ui.screenshot("editor-elsewhere");
    } finally {
      await vscode.commands.executeCommand("workbench.action.closeAllEditors");
      registered.dispose();
    }
  });
});

/** What an entry of the export menu writes; the dialog, which tests could not answer everywhere, is left out. */
async function saved(action: string, name: string): Promise<Buffer> {
  const target = workspaceFile(name);
  const { showSaveDialog } = vscode.window;
  Object.assign(vscode.window, { showSaveDialog: async () => target });
  try {
    await ui.click("webview", '[data-action="export"]');
    await ui.click("webview", `[data-action="${action}"]`);
    await until(async () => (await sizeOf(target)) > 0, `${name} is written`);
    return readFileSync(target.fsPath);
  } finally {
    Object.assign(vscode.window, { showSaveDialog });
  }
}

async function sizeOf(uri: vscode.Uri): Promise<number> {
  try {
    return (await vscode.workspace.fs.stat(uri)).size;
  } catch {
    return 0;
  }
}

/** A file system that holds one small file. */
function memoryFiles(): vscode.FileSystemProvider {
  const changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const refuse = () => {
    throw vscode.FileSystemError.NoPermissions();
  };
  return {
    onDidChangeFile: changes.event,
    watch: () => new vscode.Disposable(() => {}),
    stat: () => ({ type: vscode.FileType.File, ctime: 0, mtime: 0, size: 8 }),
    readDirectory: () => [],
    readFile: () => new Uint8Array(8),
    createDirectory: refuse,
    writeFile: refuse,
    delete: refuse,
    rename: refuse,
  };
}
