import assert from "node:assert/strict";
import { copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { reportToJson } from "../../src/protocol/reportJson";
import { HOSTILE_TEXTS } from "../unit/hostileTexts";
import { layer, report } from "../unit/ui/samples";
import { writeSafetensors } from "./tensorFiles";
import { ui } from "./ui";
import { until, workspaceFile } from "./workspace";

const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);

/** As file names may be, on a system that lets them: links, icons, markup, directions. */
const NAME = '[open](command:workbench.action.quit) $(error) <img src=x onerror="harmed=1"> \u202egnp';
const FOLDER = "hostile";
/** A megabyte and 2,000 marks are for the tests of the functions: here the page is looked at. */
const NAMES = Object.entries(HOSTILE_TEXTS).flatMap(([what, name]) => (what === "a megabyte" ? [] : [name]));

describe("hostile names in the editor", () => {
  const file = `${FOLDER}/${NAME}.safetensors`;
  before(() => {
    mkdirSync(workspaceFile(FOLDER).fsPath, { recursive: true });
    const values = Float32Array.from({ length: 64 }, (_, i) => Math.sin(i));
    const tensors = NAMES.map((name) => ({ name, shape: [8, 8], values }));
    const norms = NAMES.slice(0, 8).flatMap((name) =>
      ["weight", "bias", "running_mean", "running_var"].map((part) => ({
        name: `${name}.${part}`,
        shape: [64],
        values: values.map(Math.abs),
      })),
    );
    writeSafetensors(file, [...tensors, ...norms]);
    const runs = join(__dirname, "..", "..", "test", "fixtures", "runs", "two-ranks");
    cpSync(runs, workspaceFile(FOLDER, `run ${NAME}`).fsPath, { recursive: true });
  });
  afterEach(async () => {
    await run("notifications.clearAll");
    await run("notifications.hideList");
    await run("workbench.action.closeAllEditors");
  });
  after(() => rmSync(workspaceFile(FOLDER).fsPath, { recursive: true }));

  it("are text in a tensor file's tree, its details and its norms", async () => {
    await run("vscode.openWith", workspaceFile(file), "normscope.tensorFile");
    await ui.waitFor("webview", '.editor[data-state="ready"]');
    await harmless();
    await ui.click("webview", '[data-tab="tensors"]');
    await ui.click("webview", '[data-part="flat"]');
    await ui.click("webview", "[data-tensor]");
    await ui.waitFor("webview", ".detail .js-plotly-plot .plot-container");
    await harmless();
    await ui.click("webview", '[data-tab="norms"]');
    await ui.waitFor("webview", "[data-norm]");
    await ui.click("webview", "[data-norm]");
    await harmless();
    await ui.screenshot("hostile-editor");
  });

  it("are text in a panel, in each of its tabs and tables", async () => {
    await run("normscope.profile", workspaceFile(file));
    await ui.waitFor("webview", "[data-figure] .js-plotly-plot .plot-container");
    await harmless();
    await ui.click("webview", '[data-action="table-view"]');
    await harmless();
    await ui.screenshot("hostile-panel");
  });

  it("are text in a comparison", async () => {
    await run("normscope.compare", workspaceFile(file));
    await ui.waitFor("webview", '[data-state="ready"]');
    await harmless();
  });

  it("are text in the panel of a run, and in its tab", async () => {
    await run("normscope.profile", workspaceFile(FOLDER, `run ${NAME}`));
    await ui.waitFor("webview", '[data-state="ready"]');
    await harmless();
    const [tab] = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
    assert.doesNotMatch(tab!.label, /[\p{Cc}\p{Cf}]/u);
  });

  it("are text in a notebook's output", async () => {
    const layers = NAMES.map((name) => layer({ name, run: name, dtype: name as "float32" }));
    const json = JSON.parse(reportToJson({ ...report(layers), source: { kind: "file", name: NAME } }));
    const data = { "application/vnd.normscope.report.v1+json": json };
    const output = { output_type: "display_data", data, metadata: {} };
    const cell = { cell_type: "code", execution_count: 1, metadata: {}, outputs: [output], source: "" };
    const notebook = { cells: [cell], metadata: { language_info: { name: "python" } }, nbformat: 4, nbformat_minor: 5 };
    writeFileSync(workspaceFile(FOLDER, "hostile.ipynb").fsPath, JSON.stringify(notebook));
    await run("vscode.openWith", workspaceFile(FOLDER, "hostile.ipynb"), "jupyter-notebook");
    await ui.waitFor("webview", ".normscope.output .js-plotly-plot .plot-container");
    await harmless(".normscope.output");
    await ui.screenshot("hostile-notebook");
  });

  it("are text in a notification, which makes no link of them", async () => {
    void run("normscope.profile", vscode.Uri.from({ scheme: "memory", path: `/${NAME}` }));
    // Toasts are switched off where VS Code is driven.
    await run("notifications.showList");
    const message = ".notifications-center .notification-list-item-message";
    await ui.waitFor("workbench", message);
    assert.match(await ui.text("workbench", message), /\[open\] \(command:/);
    assert.equal(await ui.count("workbench", `${message} a`), 0);
    await ui.screenshot("hostile-notification");
  });

  it("are text among files to choose from, without icons of their own", async () => {
    copyFileSync(workspaceFile(file).fsPath, workspaceFile(FOLDER, `${NAME}.npy`).fsPath);
    void run("normscope.openFile");
    await ui.waitFor("workbench", ".quick-input-widget .monaco-list-row");
    await ui.fill("workbench", ".quick-input-widget input", "gnp.npy");
    const row = '.quick-input-widget .monaco-list-row:has-text("gnp")';
    await ui.waitFor("workbench", row);
    await ui.screenshot("hostile-choices");
    const text = await ui.text("workbench", `${row} .label-name`);
    assert.match(text, /\$\(error\) <img/);
    assert.doesNotMatch(text, /[\p{Cf}]/u);
    assert.equal(await ui.count("workbench", `${row} .codicon-error`), 0);
    await ui.press("Escape");
  });

  it("are text in hovers over Python that holds them", async () => {
    // What would end a line, VS Code asks about.
    const inPython = (name: string) => JSON.stringify(name).replace(/[\u0085\u2028\u2029]/g, " ");
    const names = NAMES.filter((name) => name.length < 200).map(inPython);
    const content = [
      "import torch.nn as nn",
      "class Net(nn.Module):",
      "    def __init__(self):",
      "        super().__init__()",
      `        self.parts = nn.ModuleDict({${names.map((name) => `${name}: nn.BatchNorm2d(8)`).join(", ")}})`,
      ...names.map((name) => `        self.add_module(${name}, nn.BatchNorm1d(sizes[${name}], eps=table[${name}]))`),
      "model = Net()",
      "model.eval()",
    ].join("\n");
    const document = await vscode.workspace.openTextDocument({ language: "python", content });
    const editor = await vscode.window.showTextDocument(document);
    const places = [content.lastIndexOf("eval"), ...[...content.matchAll(/BatchNorm1d/g)].map(({ index }) => index)];
    for (const place of places) {
      const at = document.positionAt(place + 1);
      editor.selection = new vscode.Selection(at, at);
      editor.revealRange(editor.selection);
      await until(async () => {
        await run("editor.action.showHover");
        await new Promise((done) => setTimeout(done, 500));
        return (await ui.count("workbench", `${HOVER} table`)) > 0;
      }, "the hover is shown");
      assert.deepEqual(await ui.evaluate("workbench", lookAtHover, HOVER), { harmed: false, elements: [], texts: [] });
      if (place === places[0])
        assert.match(await ui.text("workbench", HOVER), /<script>globalThis.*\[open\]\(command:/);
      if (place === places[0] || place === places[2]) await ui.screenshot(`hostile-hover-${place === places[0]}`);
      await ui.press("Escape");
      await ui.waitFor("workbench", HOVER, { state: "hidden" });
    }
  });

  it("are text in the list of training runs", async () => {
    await run("normscope.runs.focus");
    const row = '.pane-body .monaco-list-row:has-text("gnp")';
    await until(async () => (await ui.count("workbench", row)) > 0, "the run is listed");
    assert.equal(await ui.count("workbench", `${row} .label-name .codicon-error`), 0);
    await ui.screenshot("hostile-runs");
    await run("workbench.view.explorer");
  });
});

const HOVER = ".monaco-hover:not(.hidden) .hover-contents";

/** Runs in the window: what is in a hover that only a name can have brought, pages of frameworks left out. */
function lookAtHover(hover: string) {
  const unseen = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
  const inside = [...document.querySelectorAll(`${hover} *`)];
  const live = inside.filter((element) => {
    if (element.matches("a[href], a[data-href]"))
      return /example\.invalid|^command:workbench/.test(
        `${element.getAttribute("href")}${element.getAttribute("data-href")}`,
      );
    const acts = element.getAttributeNames().some((name) => name.startsWith("on"));
    return acts || element.matches("script, iframe, object, embed, form, img, .codicon-error, .codicon-sync");
  });
  const texts = inside.flatMap((element) =>
    [...element.childNodes].flatMap(({ nodeType, nodeValue }) =>
      nodeType === 3 && unseen.test(nodeValue ?? "") ? [JSON.stringify(nodeValue)] : [],
    ),
  );
  return { harmed: "harmed" in window, elements: live.map((element) => element.outerHTML.slice(0, 120)), texts };
}

/** No markup of a name's is in the page, and nothing of a name hides or turns the text around it. */
async function harmless(root = "main"): Promise<void> {
  const { harmed, elements, texts } = await ui.evaluate("webview", look, root);
  assert.equal(harmed, false);
  assert.deepEqual(elements, []);
  assert.deepEqual(texts, []);
}

/** Runs in the page. */
function look(root: string) {
  const unseen = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
  const inside = [...document.querySelectorAll(`${root}, ${root} *`)];
  const handlers = inside.filter((element) => element.getAttributeNames().some((name) => name.startsWith("on")));
  const live = inside.filter((element) =>
    element.matches("script, iframe, object, embed, form, img[src='x'], a[href]"),
  );
  const texts: string[] = [];
  for (const element of inside) {
    const said = ["title", "aria-label", "aria-valuetext", "placeholder", "alt"].map((name) =>
      element.getAttribute(name),
    );
    const own = [...element.childNodes].flatMap((node) => (node.nodeType === 3 ? [node.nodeValue] : []));
    for (const text of [...said, ...own])
      if (text !== null && (unseen.test(text) || text.length > 4000))
        texts.push(`${element.tagName} ${element.className}: ${JSON.stringify(text.slice(0, 80))} of ${text.length}`);
  }
  const elements = [...handlers, ...live].map((element) => element.outerHTML.slice(0, 120));
  return { harmed: "harmed" in window, elements, texts: texts.slice(0, 10) };
}
