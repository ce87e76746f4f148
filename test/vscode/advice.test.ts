import assert from "node:assert/strict";
import { mkdirSync, rmSync } from "node:fs";
import * as vscode from "vscode";
import { inEveryTheme, inNarrowWindow } from "./look";
import { pick } from "./pick";
import { at, open, openNotebook, replace } from "./problems";
import { noise, writeSafetensors } from "./tensorFiles";
import { ui } from "./ui";
import { until, workspaceFile } from "./workspace";

const SCRIPT = `import torch
from torch import nn
from torch.utils.data import DataLoader


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 48, 3, bias=False)
        self.norm = nn.BatchNorm2d(48)

    def forward(self, x):
        return self.norm(self.conv(x)).relu()


model = Net()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)


def train(dataset):
    for x, y in DataLoader(dataset, batch_size=2, shuffle=True):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
`;

const PAGE = "Which Normalization Fits";

describe("the advice on which normalization fits", () => {
  afterEach(async () => {
    await vscode.commands.executeCommand("workbench.action.closeQuickOpen");
    await vscode.commands.executeCommand("notifications.clearAll");
    // The page hides the code, which may have changes of its own.
    for (let left = tabs().length; left > 0; left--) {
      await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    }
    assert.deepEqual(tabs(), []);
    rmSync(workspaceFile("advised").fsPath, { recursive: true, force: true });
  });

  it("asks only what the code does not tell, and shows a page with its grounds, whose rules open", async () => {
    await ask("self.norm = nn.BatchNorm2d");
    await choose("Are trained weights of this model to be kept?", "No, it is trained from scratch");
    const text = await pageThatSays(
      /For Net, a convolutional network \(line 10: nn\.BatchNorm2d\)\. Group norm instead of BatchNorm2d/,
    );
    assert.match(text, /nn\.GroupNorm\(24, 48\)/);
    assert.match(
      text,
      /A batch of 2 estimates.*line 21: DataLoader\(dataset, batch_size=2, shuffle=True\); NRM402, “Batch norm is trained/,
    );
    await ui.click("webview", "a:has-text('NRM402') >> nth=0");
    await ui.waitFor("webview", "h1:has-text('NRM402')");
    assert.ok(tabs().some((label) => /NRM402/.test(label)));
  });

  it("offers the rewriting that it advises, which one undo takes back", async () => {
    const document = await ask("BatchNorm2d(48)");
    await choose("Are trained weights of this model to be kept?", "No, it is trained from scratch");
    await pageThatSays(/nn\.GroupNorm\(24, 48\)/);
    await clickNotification("Rewrite as nn.GroupNorm(24, 48)");
    await until(() => document.getText().includes("self.norm = nn.GroupNorm(24, 48)"), "it is rewritten");
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("undo");
    assert.equal(document.getText(), SCRIPT);
  });

  it("changes nothing where the code has changed since", async () => {
    const document = await ask("BatchNorm2d(48)");
    await choose("Are trained weights of this model to be kept?", "I do not know");
    await pageThatSays(/nn\.GroupNorm\(24, 48\)/);
    await replace(document, "import torch\n", "import torch\nimport math\n");
    const changed = document.getText();
    await clickNotification("Rewrite as nn.GroupNorm(24, 48)");
    await notified("has changed since you asked");
    assert.equal(document.getText(), changed);
  });

  it("shows the new page where it is asked again", async () => {
    await ask("BatchNorm2d(48)");
    await choose("Are trained weights of this model to be kept?", "I do not know");
    await pageThatSays(/Group norm instead of BatchNorm2d/);
    await ask("BatchNorm2d(48)");
    await choose("Are trained weights of this model to be kept?", "Yes, it is fine-tuned");
    await pageThatSays(/Keep batch norm, frozen/);
  });

  it("does nothing more after Escape", async () => {
    await ask("BatchNorm2d(48)");
    await ui.waitFor("workbench", ".quick-input-widget .monaco-list-row");
    await ui.press("Escape");
    await ui.waitFor("workbench", ".quick-input-widget", { state: "hidden" });
    await new Promise((done) => setTimeout(done, 500));
    assert.deepEqual(tabs(), ["train.py"]);
  });

  it("tells places by cells in a notebook, whose other cells train", async () => {
    const cut = SCRIPT.indexOf("model = Net()");
    await openNotebook([SCRIPT.slice(0, cut), SCRIPT.slice(cut)]);
    await vscode.commands.executeCommand("notebook.cell.edit");
    const isCell = () => vscode.window.activeTextEditor?.document.uri.scheme === "vscode-notebook-cell";
    await until(isCell, "the cell has the cursor");
    await at(vscode.window.activeTextEditor!.document, "BatchNorm2d(48)");
    void vscode.commands.executeCommand("normscope.whichNormalization");
    await choose("Are trained weights of this model to be kept?", "Yes, it is fine-tuned");
    assert.match(await pageThatSays(/cell 2, line 6: DataLoader/), /Keep batch norm, frozen in inference mode/);
  });

  it("says where to put the cursor where there is no Python", async () => {
    await open("advised/notes.txt", "nn.BatchNorm2d(64)\n");
    await vscode.commands.executeCommand("normscope.whichNormalization");
    await notified("Put the cursor at a layer");
  });

  describe("beside an open profile", () => {
    const CNN = SCRIPT.replace("self.norm = nn.BatchNorm2d(48)", "self.bn2 = nn.BatchNorm2d(16)")
      .replace("nn.Conv2d(3, 48", "nn.Conv2d(3, 16")
      .replace("self.norm(", "self.bn2(")
      .replace("batch_size=2", "batch_size=4");
    const MEASURED =
      /Batches of 4 put 0\.3\d+ σ of noise on the output here: more than 0\.1 σ, the cautious limit, and within 0\.45 σ/;

    it("goes by the noise measured on that layer, where it did no harm, whatever papers say of the batch", async () => {
      await profile("digits-cnn");
      await ask("BatchNorm2d(16)", CNN, "cnn.py");
      await choose("Will the inputs in use look like those of training?", "Yes, alike");
      const text = await pageThatSays(/Batch norm, as it is/);
      assert.match(text, MEASURED);
      assert.match(text, /measured on batch-64 \/ bn2, step 80: 0\.\d+ σ at 2, 0\.\d+ σ at 4, /);
      assert.match(text, /three small networks on digits, trained in batches of 2 to 32 with PyTorch/);
      assert.doesNotMatch(text, /nothing was measured/);
    });

    inEveryTheme(
      "looks right",
      async () => {
        await profile("digits-cnn");
        await ask("BatchNorm2d(16)", CNN, "cnn.py");
        await choose("Will the inputs in use look like those of training?", "Yes, alike");
        await pageThatSays(MEASURED);
      },
      (theme) => ui.screenshot(`advice-measured-${theme}`),
    );

    it("shows that it measures, and goes on without where that is cancelled", async () => {
      const next = noise(5);
      const values = Float32Array.from({ length: 64 * 8192 }, next);
      writeSafetensors("wide-norm.safetensors", [{ name: "bn2", shape: [64, 8192], values }]);
      await profile("wide-norm.safetensors");
      await ask("BatchNorm2d(8192)", CNN.replaceAll("16", "8192"), "wide.py");
      const item = await notified("measuring the noise of batch statistics");
      await ui.screenshot("advice-measuring");
      await ui.click("workbench", `${item} .monaco-button:has-text('Cancel')`);
      await choose("Are trained weights of this model to be kept?", "No, it is trained from scratch");
      await pageThatSays(/How noisy batch statistics are on your own activations: measuring was cancelled\./);
      rmSync(workspaceFile("wide-norm.safetensors").fsPath);
    });

    it("finds the layer also where another file tells which of the model's it is", async () => {
      mkdirSync(workspaceFile("advised").fsPath, { recursive: true });
      const values = Float32Array.from({ length: 64 * 16 * 16 }, noise(7));
      writeSafetensors("advised/acts.safetensors", [{ name: "stem.norm", shape: [64, 16, 4, 4], values }]);
      const whole = "from parts import Net\nfrom torch import nn\n\n\nclass Whole(nn.Module):\n";
      const init = "    def __init__(self):\n        super().__init__()\n        self.stem = Net()\n";
      await open("advised/whole.py", whole + init);
      await profile("advised/acts.safetensors");
      await ask("BatchNorm2d(16)", SCRIPT.replaceAll("48", "16").replace("batch_size=2", "batch_size=4"), "parts.py");
      await choose("Will the inputs in use look like those of training?", "Yes, alike");
      await pageThatSays(/measured on stem\.norm/);
    });

    it("says why it has measured nothing, and goes on without", async () => {
      await profile("digits-cnn");
      await ask("BatchNorm2d(48)");
      await choose("Are trained weights of this model to be kept?", "No, it is trained from scratch");
      await pageThatSays(
        /How noisy batch statistics are on your own activations: nothing was measured: no open profile holds activations of norm\./,
      );
    });
  });

  it("is in the menu of the editor, for Python alone", async () => {
    await open("advised/train.py", SCRIPT);
    await ui.click("workbench", ".view-line span:has-text('BatchNorm2d') >> nth=-1", { button: "right" });
    await ui.waitFor("workbench", ".monaco-menu .action-label:has-text('Find Which Normalization Fits Here')");
    await ui.press("Escape");
  });

  inEveryTheme(
    "asks in a list that looks right",
    async () => {
      await ask("BatchNorm2d(48)");
      await ui.waitFor("workbench", ".quick-input-widget .monaco-list-row");
    },
    (theme) => ui.screenshot(`advice-question-${theme}`),
  );

  inEveryTheme(
    "looks right",
    async () => {
      await ask("BatchNorm2d(48)");
      await choose("Are trained weights of this model to be kept?", "No, it is trained from scratch");
      await pageThatSays(/nn\.GroupNorm\(24, 48\)/);
    },
    (theme) => ui.screenshot(`advice-${theme}`),
  );

  it("looks right in a narrow window", async () => {
    await inNarrowWindow({ width: 600, height: 1000, theme: "light" }, async () => {
      await ask("BatchNorm2d(48)");
      await choose("Are trained weights of this model to be kept?", "No, it is trained from scratch");
      await pageThatSays(/nn\.GroupNorm\(24, 48\)/);
      await ui.screenshot("advice-narrow");
    });
  });

  async function profile(path: string): Promise<void> {
    await vscode.commands.executeCommand("normscope.profile", workspaceFile(path));
    await ui.waitFor("webview", '[data-state="ready"]');
  }

  /** Files of other names hold other code: what was open before may be read once more. */
  async function ask(place: string, code = SCRIPT, file = "train.py"): Promise<vscode.TextDocument> {
    const document = await open(`advised/${file}`, code);
    await at(document, place);
    void vscode.commands.executeCommand("normscope.whichNormalization");
    return document;
  }

  async function choose(question: string, option: string): Promise<void> {
    await ui.waitFor("workbench", `.quick-input-widget input[placeholder="${question}"]`);
    await pick(option);
  }

  /** Notifications are in a list, since the window keeps them quiet. */
  async function notified(text: string): Promise<string> {
    const item = `.notification-list-item:has-text('${text}')`;
    await until(async () => {
      await vscode.commands.executeCommand("notifications.showList");
      return (await ui.count("workbench", item)) > 0;
    }, text);
    return item;
  }

  async function clickNotification(button: string): Promise<void> {
    await ui.click("workbench", `${await notified(button.slice(0, 10))} .monaco-button:has-text('${button}')`);
  }

  /** The page in one line, once it says what is expected: a page that was open before is seen for a moment. */
  async function pageThatSays(expected: RegExp): Promise<string> {
    await until(() => tabs().some((label) => label.includes(PAGE)), "the page is open");
    await ui.waitFor("webview", "h2:has-text('Where it goes')");
    let text = "";
    await until(async () => {
      text = (await ui.text("webview", "body")).replace(/\s+/g, " ");
      return expected.test(text);
    }, `the page says ${expected}`);
    return text;
  }
});

function tabs(): string[] {
  return vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));
}
