import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { doesNotScrollSideways, inEveryTheme, inNarrowWindow } from "./look";
import { pick } from "./pick";
import { ui } from "./ui";
import { watchWorkers } from "./watchWorkers";
import { until, workspaceFile } from "./workspace";

const FIXTURES = join(__dirname, "..", "..", "test", "fixtures", "onnx");
const MODEL = "models/norms.onnx";
const WASM = "onnx.wasm.br";

describe("Normscope: Profile ONNX Model", () => {
  const folder = workspaceFile("models").fsPath;
  before(() => {
    mkdirSync(folder, { recursive: true });
    for (const name of ["norms.onnx", "norms.npy", "tokens.onnx", "tokens.bin", "tokens.npz"])
      copyFileSync(join(FIXTURES, name), join(folder, name));
  });
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));
  after(() => rmSync(folder, { recursive: true }));

  it("asks once a workspace before it runs a model, and runs none without a yes", async () => {
    const { workers, restore } = watchWorkers();
    try {
      assert.deepEqual(await answering(undefined, () => start(MODEL)), ["Run ONNX models of this workspace?"]);
      assert.equal(workers.length, 0);
      const asked = await answering("Run Models", async () => {
        const allowed = start(MODEL);
        await ui.waitFor("workbench", ".quick-input-widget >> text=What Is the Model Run On?");
        await ui.waitFor("workbench", ".quick-input-widget .monaco-list-row.focused");
        await ui.screenshot("onnx-inputs");
        await givenUp(allowed);
      });
      assert.equal(asked.length, 1);
      const again = start(MODEL);
      await ui.waitFor("workbench", ".quick-input-widget .monaco-list-row.focused");
      await givenUp(again);
    } finally {
      restore();
    }
  });

  it("runs none in a workspace that is not trusted, and says so", async () => {
    const trusted = Object.getOwnPropertyDescriptor(vscode.workspace, "isTrusted")!;
    const { showErrorMessage } = vscode.window;
    const { workers, restore } = watchWorkers();
    const said: string[] = [];
    Object.defineProperty(vscode.workspace, "isTrusted", { ...trusted, get: () => false });
    Object.assign(vscode.window, { showErrorMessage: async (message: string) => said.push(message) });
    try {
      assert.deepEqual(await answering("Run Models", () => start(MODEL)), []);
      assert.deepEqual(said, ["Normscope: Models are run in trusted workspaces only: trust this one first."]);
      assert.equal(workers.length, 0);
    } finally {
      Object.defineProperty(vscode.workspace, "isTrusted", trusted);
      Object.assign(vscode.window, { showErrorMessage });
      restore();
    }
  });

  it("says what to install where ONNX Runtime is missing, and offers to", async () => {
    const extensions = ["normscope.normscope", "normscope.normscope-onnx"].map((id) =>
      vscode.extensions.getExtension(id),
    );
    const files = extensions.flatMap((extension) => (extension ? [join(extension.extensionPath, "dist", WASM)] : []));
    const present = files.filter(existsSync);
    const { showErrorMessage } = vscode.window;
    const said: string[][] = [];
    const say = async (...message: string[]) => void said.push(message);
    Object.assign(vscode.window, { showErrorMessage: say });
    for (const file of present) renameSync(file, `${file}.away`);
    try {
      await answering("Run Models", () => start(MODEL));
      assert.deepEqual(said, [
        [
          "Normscope: Models are run by ONNX Runtime, which comes separately: install normscope-onnx-1.30.0.vsix.",
          "Install from VSIX…",
          "Search in Marketplace",
        ],
      ]);
      const commands = await vscode.commands.getCommands(true);
      for (const id of ["workbench.extensions.action.installVSIX", "workbench.extensions.search"])
        assert.ok(commands.includes(id), id);
    } finally {
      for (const file of present) renameSync(`${file}.away`, file);
      Object.assign(vscode.window, { showErrorMessage });
    }
  });

  inEveryTheme(
    "shows what enters and leaves each normalization",
    async () => {
      await profile(MODEL, "norms.npy", "Around normalization layers");
      assert.deepEqual((await names()).slice(0, 4), [
        "bn1 (input)",
        "bn1 (output)",
        "in1 (input)",
        "layer2.bn2 (output, folded: no norm left)",
      ]);
      assert.deepEqual(await ui.texts("webview", '.detail [role="tab"]:not([hidden])'), ["Distribution", "Channels"]);
      const verdicts = (await ui.texts("webview", "[data-verdict]")).join("\n");
      assert.match(verdicts, /Enters the batch norm bn1/);
      assert.match(verdicts, /The stored running statistics are not those of these inputs/);
      assert.match(verdicts, /Run by ONNX Runtime 1\.30\.0 \(WebAssembly\): 1 batch/);
      await ui.waitFor("webview", "[data-figure] .js-plotly-plot");
    },
    (theme) => ui.screenshot(`onnx-norms-${theme}`),
  );

  it("stays usable in a narrow window", async () => {
    await inNarrowWindow({ width: 480, height: 900 }, async () => {
      await profile(MODEL, "norms.npy", "All tensors");
      await ui.waitFor("webview", "[data-figure] .js-plotly-plot");
      await doesNotScrollSideways();
      await ui.screenshot("onnx-narrow");
    });
  });

  it("asks for the sizes that a model leaves open, and marks numbers that are made up", async () => {
    const done = start(MODEL);
    await pick("Random numbers");
    await ui.waitFor("workbench", ".quick-input-widget >> text=Size 'batch' (1 of 2)");
    await ui.press("Enter");
    await ui.waitFor("workbench", ".quick-input-widget >> text=Size 'height' (2 of 2)");
    await ui.screenshot("onnx-sizes");
    await ui.type("7");
    await ui.press("Enter");
    await pick("Around normalization layers");
    await done;
    await ui.waitFor("webview", '[data-state="ready"]');
    assert.match(await ui.text("webview", '[data-part="summary"]'), /random input/);
    assert.match(await ui.text("webview", '[data-verdict="random"]'), /The model was run on made-up numbers/);
    await ui.screenshot("onnx-random");
  });

  it("takes an archive for several inputs", async () => {
    await profile("models/tokens.onnx", "tokens.npz", "All tensors");
    assert.deepEqual(await names(), ["ids", "x", "embedded", "norm (input)", "norm (output)", "logits"]);
  });

  it("says in one line what does not fit", async () => {
    const done = start("models/tokens.onnx");
    await pick("norms.npy");
    await pick("All tensors");
    await done;
    await ui.waitFor("webview", '[data-part="message"]');
    assert.match(
      await ui.text("webview", '[data-part="message"]'),
      /^tokens\.onnx: it has 2 inputs, ids, x: say which one norms\.npy is for$/,
    );
    await ui.screenshot("onnx-refused");
  });

  describe("on a folder of 100 images", () => {
    const images = join(folder, "images");
    const { showOpenDialog } = vscode.window;
    before(() => {
      mkdirSync(images, { recursive: true });
      const found = readdirSync(join(FIXTURES, "images")).filter((name) => !name.endsWith(".json"));
      for (let i = 0; i < 100; i++) {
        const name = found[i % found.length]!;
        copyFileSync(join(FIXTURES, "images", name), join(images, `${String(i).padStart(3, "0")}-${name}`));
      }
      Object.assign(vscode.window, { showOpenDialog: async () => [vscode.Uri.file(images)] });
    });
    after(() => Object.assign(vscode.window, { showOpenDialog }));

    it("tells how far it is, ends with its thread when it is cancelled, and runs again", async () => {
      const { workers, restore } = watchWorkers();
      try {
        const done = start(MODEL);
        await pick("Choose a folder of images…");
        await ui.waitFor("workbench", ".quick-input-widget >> text=What Pixels Become");
        await ui.screenshot("onnx-pixels");
        await pick("ImageNet's mean and deviation");
        await ui.waitFor("workbench", ".quick-input-widget >> text=Size 'batch'");
        await ui.press("Enter");
        await ui.waitFor("workbench", ".quick-input-widget >> text=Size 'height'");
        await ui.type("900");
        await ui.press("Enter");
        await pick("All tensors");
        await done;
        await ui.waitFor("webview", '[data-part="progress"] >> text=/\\d+ of 100 batches run/');
        await ui.screenshot("onnx-progress");
        await ui.click("webview", '[data-action="cancel"]');
        await ui.waitFor("webview", '[data-part="message"] >> text=Cancelled.');
        await until(() => workers.every(({ threadId }) => threadId === -1), "its threads have ended");
        await ui.click("webview", '[data-action="retry"]');
        await ui.waitFor("webview", '[data-state="ready"]', { timeout: 60_000 });
        assert.match(await ui.text("webview", '[data-verdict="execution"]'), /100 batches/);
        await ui.screenshot("onnx-images");
      } finally {
        restore();
      }
    }).timeout(120_000);
  });
});

/** The command ends once all its questions are answered. */
function start(model: string): Thenable<unknown> {
  return vscode.commands.executeCommand("normscope.profileModel", workspaceFile(model));
}

/** What is asked in dialogs, which VS Code shows none of in tests, while something is done. */
async function answering(answer: string | undefined, act: () => PromiseLike<unknown>): Promise<readonly string[]> {
  const { showWarningMessage } = vscode.window;
  const asked: string[] = [];
  Object.assign(vscode.window, {
    showWarningMessage: async (message: string) => {
      asked.push(message);
      return answer;
    },
  });
  try {
    await act();
  } finally {
    Object.assign(vscode.window, { showWarningMessage });
  }
  return asked;
}

/** A busy window may show its question again after it was closed. */
async function givenUp(asking: PromiseLike<unknown>): Promise<void> {
  let asks = true;
  const answered = Promise.resolve(asking).finally(() => {
    asks = false;
  });
  await until(async () => {
    await vscode.commands.executeCommand("workbench.action.closeQuickOpen");
    return !asks;
  }, "the question is given up");
  await answered;
}

async function profile(model: string, input: string, tensors: string): Promise<void> {
  const done = start(model);
  await pick(input);
  await pick(tensors);
  await done;
  await ui.waitFor("webview", '[data-state="ready"]');
}

function names(): Promise<string[]> {
  return ui.evaluate("webview", () =>
    [...document.querySelectorAll<HTMLElement>("[data-layer]")].map((row) => row.dataset.layer!),
  );
}
