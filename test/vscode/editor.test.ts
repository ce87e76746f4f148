import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import * as vscode from "vscode";
import { drawn, fits, open, select } from "./editorPage";
import { withEveryTheme } from "./look";
import { resnet, writeSafetensors } from "./tensorFiles";
import { ui } from "./ui";
import { until, workspaceFile } from "./workspace";

/** What is looked at once a tensor is chosen, one after the other: the way there, and what is drawn. */
const LOOKS: Record<string, { readonly clicks: readonly string[]; readonly figures: readonly string[] }> = {
  tensor: { clicks: [], figures: ["histogram"] },
  channels: { clicks: ['.detail [data-tab="channels"]'], figures: ["channels"] },
  norms: { clicks: ['[data-tab="norms"]'], figures: ["depth-variance", "depth-gamma"] },
  running: {
    clicks: ['[data-norm="layer2.0.bn1"]', '.detail [data-tab="running"]'],
    figures: ["running-sigma", "running-mean"],
  },
  affine: { clicks: ['.detail [data-tab="affine"]'], figures: ["gamma"] },
};

describe("the editor of tensor files", () => {
  before(() => {
    writeSafetensors("resnet.safetensors", resnet());
    writeSafetensors("earlier.safetensors", resnet({ seed: 2, fault: false }));
  });
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("opens by itself, and says what is in the file", async () => {
    await vscode.commands.executeCommand("vscode.open", workspaceFile("resnet.safetensors"));
    await ui.waitFor("webview", '.editor[data-state="ready"]');
    assert.equal(await ui.text("webview", '[data-part="summary"]'), "safetensors file · 116 tensors · 1.08 MB");
    assert.match(await ui.text("webview", '[data-part="folder"]'), /All tensors.*float32.*116/s);
    await ui.screenshot("editor-folder");
  });

  it("opens any file by its command, and says in one line what is wrong with it", async () => {
    writeFileSync(workspaceFile("short.pt").fsPath, "no checkpoint");
    await vscode.commands.executeCommand("normscope.openFile", workspaceFile("short.pt"));
    await ui.waitFor("webview", '.editor[data-state="failed"]');
    assert.match(await ui.text("webview", '[data-part="message"]'), /^short\.pt: /);
    await ui.screenshot("editor-failed");
  });

  it("draws a tensor and the normalization layers in every theme", async () => {
    await open("resnet.safetensors");
    await select("conv1.weight");
    for (const [name, { clicks, figures }] of Object.entries(LOOKS)) {
      for (const selector of clicks) await ui.click("webview", selector);
      for (const figure of figures) await drawn(figure);
      await withEveryTheme((theme) => ui.screenshot(`editor-${name}-${theme}`));
    }
  });

  it("stays usable in a narrow window", async () => {
    await vscode.commands.executeCommand("workbench.action.closeSidebar");
    await ui.resize(480, 900);
    try {
      await open("resnet.safetensors");
      await select("conv1.weight");
      await drawn("histogram");
      await fits();
      await ui.screenshot("editor-narrow-tensors");
      await ui.click("webview", '[data-tab="norms"]');
      await drawn("depth-variance");
      await fits();
      await ui.screenshot("editor-narrow-norms");
      await ui.click("webview", '[data-action="export"]');
      await fits();
      await ui.screenshot("editor-narrow-menu");
    } finally {
      await ui.resize(1280, 800);
      await vscode.commands.executeCommand("workbench.view.explorer");
    }
  });

  it("uses a wide window", async () => {
    await ui.resize(1700, 1000);
    try {
      await open("resnet.safetensors");
      await ui.click("webview", '[data-tab="norms"]');
      await drawn("depth-variance");
      await ui.click("webview", '[data-sort="findings"]');
      await until(async () => (await norms())[0] === "layer3.1.bn2", "the gravest comes first");
      assert.equal(
        await ui.attribute("webview", '[data-tab="norms"] .count', "aria-label"),
        "5 findings, the gravest: warning",
      );
      await ui.click("webview", "summary >> text=Explain");
      await ui.screenshot("editor-wide");
    } finally {
      await ui.resize(1280, 800);
    }
  });

  it("goes through the tree by keyboard, and finds tensors by words", async () => {
    await open("resnet.safetensors");
    await ui.focus("webview", '[data-part="tensors"] .scroller');
    await ui.press("Home");
    await ui.waitFor("webview", '[data-folder="conv1."][aria-selected="true"]');
    await ui.press("ArrowLeft");
    await ui.waitFor("webview", '[data-folder="conv1."][aria-expanded="false"]');
    await ui.press("ArrowRight");
    await ui.press("ArrowRight");
    await ui.waitFor("webview", '[data-tensor="conv1.weight"][aria-selected="true"]');
    await drawn("histogram");
    await ui.press("ArrowLeft");
    await ui.waitFor("webview", '[data-folder="conv1."][aria-selected="true"]');
    await ui.press("End");
    await ui.waitFor("webview", '[data-tensor="fc.bias"][aria-selected="true"]');
    await ui.press("PageUp");
    await ui.fill("webview", '[data-part="filter"]', "VAR layer3 bn2");
    await until(async () => (await tensors()).length === 3, "three are found");
    assert.deepEqual(await tensors(), [
      "layer3.0.bn2.running_var",
      "layer3.1.bn2.running_var",
      "layer3.2.bn2.running_var",
    ]);
    assert.match(await ui.text("webview", '[data-part="counted"]'), /^3 of 116 tensors found/);
    await ui.fill("webview", '[data-part="filter"]', "nothing like it");
    assert.match(await ui.text("webview", '[data-part="tensors"] .empty'), /None of the 116 tensors/);
    await ui.fill("webview", '[data-part="filter"]', "");
    await ui.focus("webview", '[data-tensor="fc.bias"], [data-part="tensors"] .scroller');
    await ui.type("fc b");
    await until(async () => (await tensors()).join() === "fc.bias", "what is typed over the tree is searched for");
    await ui.press("ArrowDown");
    await ui.fill("webview", '[data-part="filter"]', "");
    await ui.click("webview", '[data-part="flat"]');
    await ui.click("webview", '[data-sort="size"]');
    await until(async () => /^layer3\.\d\.conv\d\.weight$/.test((await tensors())[0]!), "the largest comes first");
    await ui.screenshot("editor-flat");
  });

  it("keeps what was looked at when it is hidden and shown again", async () => {
    await open("resnet.safetensors");
    await ui.click("webview", '[data-folder="layer1.0."]');
    await ui.click("webview", '[data-folder="layer1.0.conv1."] >> text=conv1');
    await ui.click("webview", '[data-tensor="layer1.0.conv1.weight"]');
    await drawn("histogram");
    await ui.click("webview", '.detail [data-tab="channels"]');
    await drawn("channels");
    await vscode.window.showTextDocument(workspaceFile("model.py"));
    await vscode.commands.executeCommand("workbench.action.previousEditor");
    await ui.waitFor("webview", '.editor[data-state="ready"]');
    await ui.waitFor("webview", '[data-tensor="layer1.0.conv1.weight"][aria-selected="true"]');
    await drawn("channels");
    await ui.click("webview", '[data-tab="norms"]');
    await ui.fill("webview", '[data-part="norm-filter"]', "layer1.0");
    await ui.click("webview", '[data-norm="layer1.0.bn1"]');
    await vscode.window.showTextDocument(workspaceFile("model.py"));
    await vscode.commands.executeCommand("workbench.action.previousEditor");
    await ui.waitFor("webview", '[data-norm="layer1.0.bn1"][aria-selected="true"]');
  });

  it("takes a click on a row though rows are drawn again while the button is down", async () => {
    await open("resnet.safetensors");
    await ui.click("webview", '[data-tab="norms"]');
    await ui.waitFor("webview", '[data-norm="layer3.1.bn2"][aria-selected="true"]');
    await ui.evaluate("webview", () => {
      const scroller = document.querySelector('[data-part="norms"] .scroller')!;
      // What has been scrolled is remembered soon after, and shown.
      scroller.addEventListener("pointerdown", () => scroller.scrollBy(0, -1), { once: true });
    });
    await ui.click("webview", '[data-norm="layer3.1.bn1"]', { delay: 600 });
    await ui.waitFor("webview", '[data-norm="layer3.1.bn1"][aria-selected="true"]', { timeout: 5000 });
  });

  it("compares with another checkpoint, and goes back", async () => {
    await open("resnet.safetensors");
    await ui.click("webview", '[data-tab="norms"]');
    void vscode.commands.executeCommand("normscope.compareCheckpoint");
    await ui.waitFor("workbench", ".quick-input-list .monaco-list-row >> text=earlier.safetensors");
    await ui.screenshot("editor-compare-choose");
    await ui.type("earlier");
    await ui.waitFor("workbench", ".quick-input-list .monaco-list-row.focused >> text=earlier.safetensors");
    await ui.press("Enter");
    await ui.waitFor("webview", '[data-part="reference"] >> text=compared with earlier.safetensors');
    await ui.waitFor("webview", '[data-part="compared"]');
    assert.match(await ui.text("webview", '[data-part="compared"]'), /^19 of 19 layers are compared/);
    await ui.click("webview", '.detail [data-tab="drift"]');
    await drawn("drift-running");
    await drawn("drift-affine");
    await ui.screenshot("editor-drift");
    await vscode.window.showTextDocument(workspaceFile("model.py"));
    await vscode.commands.executeCommand("workbench.action.previousEditor");
    await drawn("drift-running");
    await ui.click("webview", '[data-action="drop-reference"]');
    await ui.waitFor("webview", '[data-part="reference"]', { state: "hidden" });
    await drawn("depth-variance");
    assert.equal(await ui.count("webview", '[data-tab="drift"]:is(button)'), 0);
  });

  it("says why another checkpoint cannot be compared with", async () => {
    writeFileSync(workspaceFile("damaged.safetensors").fsPath, "x");
    await open("resnet.safetensors");
    await ui.click("webview", '[data-tab="norms"]');
    await ui.click("webview", '[data-action="compare"]');
    await ui.waitFor("workbench", ".quick-input-list .monaco-list-row >> text=damaged.safetensors");
    await ui.type("damaged");
    await ui.press("Enter");
    await ui.waitFor("webview", '[data-part="norms-failed"]');
    assert.match(await ui.text("webview", '[data-part="message"]'), /^damaged\.safetensors: /);
    await ui.screenshot("editor-norms-failed");
    await ui.click("webview", '[data-part="norms-failed"] [data-action="drop-reference"]');
    await drawn("depth-variance");
    rmSync(workspaceFile("damaged.safetensors").fsPath);
  });

  it("logs no error in the window", async () => {
    await ui.takeConsoleErrors();
    await open("resnet.safetensors");
    await ui.click("webview", '[data-tab="norms"]');
    await drawn("depth-variance");
    const errors = (await ui.takeConsoleErrors()).filter((error) => /normscope|plotly|Content Security/i.test(error));
    assert.deepEqual(errors, []);
  });
});

function tensors(): Promise<string[]> {
  return ui.evaluate("webview", () =>
    [...document.querySelectorAll<HTMLElement>("[data-tensor]")].map((row) => row.dataset.tensor!),
  );
}

function norms(): Promise<string[]> {
  return ui.evaluate("webview", () =>
    [...document.querySelectorAll<HTMLElement>("[data-norm]")].map((row) => row.dataset.norm!),
  );
}
