import { assert } from "chai";
import * as vscode from "vscode";
import { ui } from "../vscode/ui";
import { put, until, workspaceFile, write } from "./workspace";

describe("tensor files in the browser", () => {
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("are profiled where they lie in a file system of the window", async () => {
    await profile(await write("counted.npy", npy([1, 2, 3, 4, 5, 9], [3, 2])));
    const lines = await statistics();
    assert.equal(lines.get("mean"), "4");
    assert.equal(lines.get("minimum"), "1");
    assert.equal(lines.get("maximum"), "9");
    await drawn();
  });

  it("are profiled by folders, of compressed archives, one a step", async () => {
    for (const step of ["0001", "0002", "0003"])
      await put(`media/examples/digits-cnn/batch-4/step-${step}.npz`, "batch-4/");
    await profile(workspaceFile("batch-4"));
    const layers = await ui.evaluate("webview", () =>
      [...document.querySelectorAll<HTMLElement>("[data-layer]")].map((row) => row.dataset.layer!),
    );
    assert.includeMembers(layers, ["bn1", "bn2"]);
    assert.match(await ui.text("webview", '[data-part="summary"]'), /3 steps/);
    await drawn();
    await ui.screenshot("web-panel");
  });

  it("are compared by every normalization", async () => {
    await vscode.commands.executeCommand(
      "normscope.compare",
      await write("compared.npy", npy([1, 2, 3, 4, 5, 9], [3, 2])),
    );
    await ui.waitFor("webview", '[data-state="ready"]');
    await drawn();
  });

  it("open in the editor with their tensors and normalization layers", async () => {
    await vscode.commands.executeCommand("vscode.open", await put("media/examples/digits-resnet/epoch-8.safetensors"));
    await ui.waitFor("webview", '.editor[data-state="ready"]');
    assert.match(await ui.text("webview", '[data-part="summary"]'), /^safetensors file · \d+ tensors · /);
    await ui.fill("webview", '[data-part="filter"]', "running_mean");
    await until(async () => (await ui.count("webview", "[data-tensor]")) > 0, "tensors are listed");
    await ui.click("webview", "[data-tensor]");
    await drawn();
    await ui.click("webview", '[data-tab="norms"]');
    await ui.waitFor("webview", "[data-norm]");
    await ui.screenshot("web-editor");
  });

  it("say in one line what the browser cannot read, and what is wrong with them", async () => {
    await failing(await put("test/fixtures/models/keras/cnn.keras"), /^cnn\.keras: .*HDF5 is not read in the browser/);
    await failing(await write("broken.npy", "no array"), /^broken\.npy: /);
    await failing(workspaceFile("missing.npy"), /^missing\.npy: cannot be opened \(there is no such file\)$/);
  });
});

function profile(uri: vscode.Uri): Promise<void> {
  return vscode.commands
    .executeCommand("normscope.profile", uri)
    .then(() => ui.waitFor("webview", '[data-state="ready"]')) as Promise<void>;
}

async function failing(uri: vscode.Uri, message: RegExp): Promise<void> {
  await vscode.commands.executeCommand("normscope.profile", uri);
  await ui.waitFor("webview", '[data-state="failed"]');
  assert.match(await ui.text("webview", '[data-part="message"]'), message);
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
}

function drawn(): Promise<void> {
  return ui.waitFor("webview", ".js-plotly-plot .plot-container");
}

async function statistics(): Promise<ReadonlyMap<string, string>> {
  const lines = await ui.evaluate("webview", () =>
    [...document.querySelectorAll('[data-part="statistics"] tbody tr')].map((row) =>
      [...row.children].map((cell) => cell.textContent ?? ""),
    ),
  );
  return new Map(lines.map(([name = "", value = ""]) => [name, value]));
}

/** An array of float32 as NumPy saves it. */
function npy(values: readonly number[], shape: readonly number[]): Uint8Array {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(", ")}), }`.padEnd(117);
  const head = Uint8Array.from(`\x93NUMPY\x01\x00v\x00${header}\n`, (character) => character.charCodeAt(0));
  const bytes = new Uint8Array(head.length + 4 * values.length);
  bytes.set(head);
  bytes.set(new Uint8Array(Float32Array.from(values).buffer), head.length);
  return bytes;
}
