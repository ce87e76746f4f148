import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Kernel, KernelOutput } from "../../src/host/probe/kernel/jupyter";
import { activateJupyter, jupyter, open } from "./jupyter";
import { ui } from "./ui";
import { until } from "./workspace";

describe("Normscope: Insert Probe Cell", () => {
  afterEach(closeAll);

  const cases: [string, string, RegExp][] = [
    ["PyTorch", "import torch\nfrom torch import nn", /normscope\.watch\(model, every=10\)\nprobe\n/],
    ["Keras", "import keras", /normscope\.KerasCallback\(every=10\)/],
    ["Flax", "from flax import nnx", /normscope\.watch_nnx\(model, every=10\)\nprobe\n/],
  ];
  for (const [framework, source, expected] of cases) {
    it(`inserts a cell behind the selected one, for ${framework}`, async () => {
      const { notebook, editor } = await open(`insert-${framework}.ipynb`, [source, "last = True"]);
      editor.selections = [new vscode.NotebookRange(0, 1)];
      await vscode.commands.executeCommand("normscope.insertProbeCell");
      assert.equal(notebook.cellCount, 3);
      const inserted = notebook.cellAt(1).document;
      assert.match(inserted.getText(), expected);
      assert.match(inserted.getText(), /# %pip install ".*probe"/);
      assert.equal(inserted.languageId, "python");
      assert.deepEqual(editor.selections[0], new vscode.NotebookRange(1, 2));
      await ui.screenshot(`probe-cell-${framework.toLowerCase()}`);
    });
  }

  it("says that a notebook has to be open, and offers the lines for a script", async () => {
    const asked = await answering("Copy the Lines for a Script", "normscope.insertProbeCell");
    assert.match(asked[0]!, /open one first/);
    assert.match(await vscode.env.clipboard.readText(), /with normscope\.watch\(model, every=10\):\n {4}train/);
  });
});

describe("Normscope: Profile Layer Activations in Notebook", () => {
  afterEach(closeAll);

  const refusals: [string, () => Promise<Kernel | undefined>, RegExp][] = [
    ["is not started", async () => undefined, /kernel has not been started: run the cells/],
    ["runs another language", async () => ({ ...saying([]), language: "r" }), /runs r, not Python/],
    ["has ended", async () => ({ ...saying([]), status: "dead" }), /has ended: restart it/],
    [
      "may not be used",
      async () => throwing("vscode.jupyter.apiAccessRevoked", "no"),
      /does not let Normscope use kernels/,
    ],
    ["breaks", async () => throwing("Error", "the wire\nis cut"), /could not be used: the wire is cut/],
    [
      "raises an exception",
      async () => saying([exception("NameError", "name 'x' is not defined\nmore")]),
      /NameError: name 'x' is not defined$/,
    ],
    [
      "has no PyTorch",
      async () => saying([stdout('normscope:{"torch":false,"models":[],"batches":[]}\n')]),
      /PyTorch is not imported/,
    ],
    ["says something else", async () => saying([stdout("hello")]), /did not say which variables it holds/],
  ];
  for (const [what, getKernel, expected] of refusals) {
    it(`says what is in the way where the kernel ${what}`, async () => {
      await open("profile.ipynb", ["model = 1"]);
      const asked = await withKernel(getKernel, () => answering(undefined, "normscope.profileInNotebook"));
      assert.equal(asked.length, 1);
      assert.match(asked[0]!, expected);
      assert.doesNotMatch(asked[0]!, /\n/);
    });
  }

  it("says that a notebook has to be open", async () => {
    const asked = await answering(undefined, "normscope.profileInNotebook");
    assert.match(asked[0]!, /Open the notebook/);
  });

  it("waits for a kernel that is busy, until it is cancelled", async () => {
    await open("profile.ipynb", ["model = 1"]);
    const ended = withKernel(
      async () => busy(),
      () => answering(undefined, "normscope.profileInNotebook"),
    );
    const notification = ".notification-list-item:has-text('waiting for the kernel, which is busy')";
    await until(async () => {
      await vscode.commands.executeCommand("notifications.showList");
      return (await ui.count("workbench", notification)) > 0;
    }, "that it waits is shown");
    await ui.screenshot("probe-busy");
    await ui.click("workbench", `${notification} .monaco-button:has-text("Cancel")`);
    assert.deepEqual(await ended, [], "nothing is said to who has cancelled");
  });

  it("asks for the model and the batch, and runs nothing but names", async () => {
    await open("profile.ipynb", ["model = 1"]);
    const found = {
      torch: true,
      models: [{ name: "net", about: "ResNet" }],
      batches: [{ name: "x", about: "float32 8×3" }],
    };
    const codes: string[] = [];
    const kernel: Kernel = {
      ...saying([]),
      async *executeCode(code) {
        codes.push(code);
        if (codes.length === 1) yield stdout(`normscope:${JSON.stringify(found)}\n`);
      },
    };
    const ended = withKernel(
      async () => kernel,
      () => answering(undefined, "normscope.profileInNotebook"),
    );
    await ui.waitFor("workbench", ".quick-input-list .monaco-list-row >> text=net");
    await ui.screenshot("probe-model");
    await ui.type("__import__('os').system('true')");
    await ui.waitFor("workbench", ".quick-input-list .monaco-list-row >> text=Only names, attributes and items");
    await ui.press("Enter");
    await ui.press("Control+A");
    await ui.type("trainer.net[0]");
    await ui.waitFor("workbench", ".quick-input-list .monaco-list-row >> text=as typed");
    await ui.press("Enter");
    await ui.waitFor("workbench", ".quick-input-list .monaco-list-row >> text=float32 8×3");
    await ui.press("Enter");
    const [message] = await ended;
    assert.match(codes[1]!, /\n {4}_normscope_capture\(trainer\.net\[0\], x\)\n/);
    assert.equal(codes.length, 2);
    assert.match(message!, /not on this machine/, "this kernel has written nothing");
  });
});

function stdout(text: string): KernelOutput {
  const item = vscode.NotebookCellOutputItem.stdout(text);
  return { items: [item] };
}

function exception(name: string, message: string): KernelOutput {
  return { items: [vscode.NotebookCellOutputItem.error({ name, message })] };
}

/** A kernel that answers everything with these outputs. */
function saying(outputs: readonly KernelOutput[]): Kernel {
  return {
    status: "idle",
    language: "python",
    async *executeCode() {
      yield* outputs;
    },
  };
}

function throwing(name: string, message: string): Kernel {
  return {
    ...saying([]),
    // biome-ignore lint/correctness/useYield: it fails before it has anything to say.
    async *executeCode() {
      throw Object.assign(new Error(message), { name });
    },
  };
}

/** A kernel that is busy until the code that waits for it is cancelled. */
function busy(): Kernel {
  return {
    ...saying([]),
    status: "busy",
    async *executeCode(_, token) {
      await new Promise<void>((resolve) => token.onCancellationRequested(() => resolve()));
    },
  };
}

async function withKernel<T>(getKernel: () => Promise<Kernel | undefined>, work: () => Promise<T>): Promise<T> {
  await activateJupyter();
  const { kernels } = jupyter();
  const own = kernels.getKernel;
  Object.assign(kernels, { getKernel });
  try {
    return await work();
  } finally {
    Object.assign(kernels, { getKernel: own });
  }
}

/** Runs a command, answers what is asked in notifications, and tells what was said. */
async function answering(answer: string | undefined, command: string): Promise<readonly string[]> {
  const { showErrorMessage, showInformationMessage } = vscode.window;
  const said: string[] = [];
  const take = async (message: string) => {
    said.push(message);
    return answer;
  };
  Object.assign(vscode.window, { showErrorMessage: take, showInformationMessage: take });
  try {
    await vscode.commands.executeCommand(command);
  } finally {
    Object.assign(vscode.window, { showErrorMessage, showInformationMessage });
  }
  return said;
}

async function closeAll(): Promise<void> {
  await vscode.commands.executeCommand("notifications.clearAll");
  while (vscode.window.activeNotebookEditor)
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  await until(() => vscode.window.activeNotebookEditor === undefined, "notebooks are closed");
}
