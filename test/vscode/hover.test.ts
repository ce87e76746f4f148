import assert from "node:assert/strict";
import * as vscode from "vscode";
import { hoverAtCaret } from "./hovers";
import { inEveryTheme } from "./look";
import { ui } from "./ui";
import { setTheme, workspaceFile } from "./workspace";

const MODEL = `import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(64)
        self.drop = nn.Dropout(0.5)
        self.norm = nn.LayerNorm(64)

model = Net()
`;

const FRAMEWORKS = `from tensorflow.keras import layers
from flax import linen, nnx

bn = layers.BatchNormalization()
state = linen.BatchNorm(use_running_average=not train, momentum=0.9)
groups = nnx.GroupNorm(64, num_groups=16, rngs=rngs)
`;

describe("hover over a normalization layer", () => {
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("says what it is, over the example's model", async () => {
    await says(
      await vscode.workspace.openTextDocument(workspaceFile("model.py")),
      "BatchNorm2d",
      /0\.9.*\n(.*\n)*.*running_mean/,
    );
  });

  const layers: Record<string, [content: string, word: string, text: RegExp]> = {
    Keras: [
      "from tensorflow.keras import layers\nx = layers.BatchNormalization()(x)",
      "BatchNormalization",
      /training=True.*\n(.*\n)*.*PyTorch 0\.01.*\n(.*\n)*.*moving_variance/,
    ],
    "Flax linen": [
      "from flax import linen as nn\nx = nn.BatchNorm(use_running_average=not train)(x)",
      "BatchNorm",
      /use_running_average=True.*\n(.*\n)*.*batch_stats/,
    ],
    "Flax NNX": ["from flax import nnx\nnorm = nnx.LayerNorm(512, rngs=rngs)", "LayerNorm", /2 × 512 = 1,024/],
    "a model's eval()": [`${MODEL}model.eval()`, "eval", /changes 2 layers of Net(.*\n)*.*bn(.*\n)*.*drop/],
  };
  for (const [what, [content, word, text]] of Object.entries(layers)) {
    it(`knows ${what}`, async () => {
      const document = await vscode.workspace.openTextDocument({ language: "python", content });
      await says(document, word, text);
    });
  }

  it("sees in a notebook's cell what the cells before it import and define", async () => {
    const cells = [
      "%matplotlib inline\nfrom keras import layers",
      MODEL,
      "layers.LayerNormalization()",
      "model.eval()",
    ];
    const data = new vscode.NotebookData(
      cells.map((text) => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, "python")),
    );
    const notebook = await vscode.workspace.openNotebookDocument("jupyter-notebook", data);
    const [layer, mode] = [notebook.cellAt(2).document, notebook.cellAt(3).document];
    await says(layer, "LayerNormalization", /over the last axis/);
    await says(mode, "eval", /changes 2 layers of Net/);
  });

  const silent = {
    "its own class of that name": "class LayerNorm:\n    pass\nx = LayerNorm(4)",
    "a name that comes from nowhere": "x = LayerNorm(4)",
    "a comment": "from torch.nn import LayerNorm\n# LayerNorm(4)",
    "broken code": "from torch.nn import (\nLayerNorm(((",
  };
  for (const [what, content] of Object.entries(silent)) {
    it(`is silent over ${what}`, async () => {
      const document = await vscode.workspace.openTextDocument({ language: "python", content });
      assert.equal(await hoverAt(document, "LayerNorm", content.lastIndexOf("LayerNorm")), "");
    });
  }

  it("is silent when switched off", async () => {
    const settings = vscode.workspace.getConfiguration("normscope.hover");
    await settings.update("enabled", false, vscode.ConfigurationTarget.Global);
    try {
      const document = await vscode.workspace.openTextDocument(workspaceFile("model.py"));
      assert.equal(await hoverAt(document, "BatchNorm2d"), "");
    } finally {
      await settings.update("enabled", undefined, vscode.ConfigurationTarget.Global);
    }
  });

  inEveryTheme(
    "looks right",
    async () => vscode.window.showTextDocument(workspaceFile("model.py")),
    (theme) => picture("BatchNorm2d", `hover-${theme}`),
  );

  const pictures: Record<string, [content: string, word: string, theme: "dark" | "light"]> = {
    keras: [FRAMEWORKS, "BatchNormalization", "light"],
    linen: [FRAMEWORKS, "BatchNorm", "dark"],
    nnx: [FRAMEWORKS, "GroupNorm", "light"],
    eval: [`${MODEL}model.eval()\n`, "eval", "dark"],
    "eval-light": [`${MODEL}model.eval()\n`, "eval", "light"],
  };
  for (const [name, [content, word, theme]] of Object.entries(pictures)) {
    it(`looks right: ${name}`, async () => {
      await setTheme(theme);
      const document = await vscode.workspace.openTextDocument({ language: "python", content });
      await vscode.window.showTextDocument(document, { preview: false });
      await picture(word, `hover-${name}`);
      await setTheme("dark");
    });
  }
});

/** Shows the hover at the last place of a word in the active editor, and takes a picture. */
async function picture(word: string, name: string): Promise<void> {
  const editor = vscode.window.activeTextEditor!;
  const place = editor.document.positionAt(editor.document.getText().lastIndexOf(word) + 1);
  editor.selection = new vscode.Selection(place, place);
  await hoverAtCaret("layer");
  await ui.screenshot(name);
}

/** The first hovers may come before the extension has begun. */
async function says(document: vscode.TextDocument, word: string, expected: RegExp): Promise<void> {
  const offset = document.getText().lastIndexOf(word);
  let text = "";
  for (let tries = 0; tries < 20 && text === ""; tries++) {
    if (tries > 0) await new Promise((done) => setTimeout(done, 250));
    text = await hoverAt(document, word, offset);
  }
  assert.match(text, expected);
}

async function hoverAt(document: vscode.TextDocument, word: string, offset?: number): Promise<string> {
  const position = document.positionAt((offset ?? document.getText().indexOf(word)) + 1);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    document.uri,
    position,
  );
  return hovers.flatMap((hover) => hover.contents.map((part) => (part as vscode.MarkdownString).value)).join("\n");
}
