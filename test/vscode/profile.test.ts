import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import * as vscode from "vscode";
import { writeLargeFile } from "./largeFile";
import { doesNotScrollSideways, inEveryTheme, inNarrowWindow } from "./look";
import { ui } from "./ui";
import { watchWorkers } from "./watchWorkers";
import { until, workspaceFile } from "./workspace";

describe("Normscope: Profile Activations", () => {
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("answers whether the running averages settled and which run wobbles more", async () => {
    await profile("digits-cnn");
    const verdicts = await ui.texts("webview", "[data-verdict]");
    assert.match(verdicts.join("\n"), /The running averages have settled/);
    assert.match(verdicts.join("\n"), /batch-4 wobbles [\d.]+× as much as batch-64 in bn1/);
    await plotsAreDrawn();
  });

  inEveryTheme(
    "draws every tab",
    () => profile("digits-cnn"),
    async (theme) => {
      for (const tab of ["running", "distribution", "channels"]) {
        await ui.click("webview", `[data-tab="${tab}"]`);
        await plotsAreDrawn();
        await ui.screenshot(`panel-${tab}-${theme}`);
      }
    },
  );

  it("stays usable in a narrow window", async () => {
    await inNarrowWindow({ width: 480, height: 900 }, async () => {
      await profile("digits-cnn");
      await plotsAreDrawn();
      await doesNotScrollSideways();
      await ui.screenshot("panel-narrow");
    });
  });

  it("keeps its tabs in one row where there is no room for all, within reach of the keyboard", async () => {
    await inNarrowWindow({ width: 900, height: 800 }, async () => {
      await profile("digits-cnn");
      const rows = () =>
        ui.evaluate("webview", () => {
          const tabs = [...document.querySelectorAll<HTMLElement>('.detail [role="tab"]:not([hidden])')];
          const row = tabs[0]!.parentElement!.getBoundingClientRect();
          const isSeen = (tab: HTMLElement) => {
            const { left, right } = tab.getBoundingClientRect();
            return left >= row.left && right <= row.right;
          };
          return {
            heights: new Set(tabs.map((tab) => tab.offsetTop)).size,
            seen: tabs.filter(isSeen).map((tab) => tab.dataset.tab!),
          };
        });
      const { heights, seen } = await rows();
      assert.equal(heights, 1);
      assert.ok(seen.includes("running") && !seen.includes("gap"), seen.join());
      await ui.screenshot("panel-tabs-narrow");
      await ui.focus("webview", '[data-tab="running"]');
      await ui.press("End");
      await ui.waitFor("webview", '[data-tab="gap"][aria-selected="true"]');
      assert.ok((await rows()).seen.includes("gap"));
      await ui.screenshot("panel-tabs-narrow-end");
      await ui.press("Home");
      await ui.waitFor("webview", '[data-tab="running"][aria-selected="true"]');
      assert.ok((await rows()).seen.includes("running"));
    });
  });

  it("sorts and searches the layers, and goes through them by keyboard", async () => {
    await profile("digits-cnn");
    assert.deepEqual(await layers(), ["bn1", "bn2"]);
    await ui.click("webview", '[data-sort="layer"]');
    await ui.click("webview", '[data-sort="layer"]');
    await until(async () => (await layers()).join() === "bn2,bn1", "sorting by name turns the order");
    await ui.focus("webview", '[data-layer="bn2"]');
    await ui.press("ArrowDown");
    await ui.waitFor("webview", '[data-layer="bn1"][aria-selected="true"]');
    await ui.fill("webview", '[data-part="filter"]', "bn2");
    await until(async () => (await layers()).join() === "bn2", "the filter leaves bn2");
  });

  it("replays the running averages with a momentum set by hand", async () => {
    await profile("digits-cnn");
    const settled = () => ui.text("webview", '[data-verdict="unsettled"]');
    await ui.fill("webview", '[data-part="momentum"]', "0.01");
    await ui.press("Tab");
    await ui.waitFor("webview", '[data-verdict="unsettled"]');
    assert.match(await settled(), /they still hold 45/);
  });

  it("shows the averages themselves beside the distances from them", async () => {
    await profile("digits-cnn");
    await ui.click("webview", '[data-part="absolute"]');
    await ui.waitFor("webview", '[data-figure="running-mean"] .js-plotly-plot');
    await ui.waitFor("webview", '[data-figure="running-variance"] .js-plotly-plot');
    await ui.screenshot("panel-absolute");
  });

  it("gives every plot a table with the same numbers", async () => {
    await profile("digits-cnn");
    await ui.click("webview", '[data-action="table-view"]');
    await ui.waitFor("webview", '[data-part="table"] table caption');
    assert.ok((await ui.count("webview", '[data-part="table"] tbody tr')) >= 80);
    await ui.screenshot("panel-table");
  });

  it("keeps what was looked at when it is hidden and shown again", async () => {
    await profile("digits-cnn");
    await ui.click("webview", '[data-layer="bn2"]');
    await ui.click("webview", '[data-tab="channels"]');
    await vscode.window.showTextDocument(workspaceFile("model.py"));
    await vscode.commands.executeCommand("workbench.action.previousEditor");
    await ui.waitFor("webview", '[data-state="ready"]');
    await ui.waitFor("webview", '[data-layer="bn2"][aria-selected="true"]');
    await ui.waitFor("webview", '[data-tab="channels"][aria-selected="true"]');
  });

  it("shows a single file with trouble in it", async () => {
    await profile("broken", "nan.npy");
    await plotsAreDrawn();
    await ui.click("webview", '[data-tab="channels"]');
    await plotsAreDrawn();
    await ui.screenshot("panel-broken");
    await ui.click("webview", '[data-tab="running"]');
    await until(
      async () => /Next: save each layer's activations once per training step/.test(await ui.text("webview", "main")),
      "the next step is told",
    );
    await ui.screenshot("panel-no-steps");
  });

  it("is drawn once, however soon the answer is there", async () => {
    const { createWebviewPanel } = vscode.window;
    const sent: { readonly type: string }[] = [];
    const watched = (...args: Parameters<typeof createWebviewPanel>) => {
      const panel = createWebviewPanel(...args);
      const { webview } = panel;
      const post = webview.postMessage.bind(webview);
      Object.defineProperty(webview, "postMessage", {
        value: (message: { readonly type: string }) => {
          sent.push(message);
          return post(message);
        },
      });
      return panel;
    };
    Object.assign(vscode.window, { createWebviewPanel: watched });
    try {
      await profile("broken", "nan.npy");
      await plotsAreDrawn();
    } finally {
      Object.assign(vscode.window, { createWebviewPanel });
    }
    assert.equal(sent.filter(({ type }) => type === "show").length, 1, sent.map(({ type }) => type).join());
  });

  it("says in one line what is wrong with a file, and tries again", async () => {
    const file = workspaceFile("truncated.npy");
    writeFileSync(file.fsPath, Buffer.from("\x93NUMPY\x01\x00", "latin1"));
    await open("truncated.npy");
    await ui.waitFor("webview", '[data-state="failed"]');
    assert.match(await ui.text("webview", '[data-part="message"]'), /^truncated\.npy: /);
    await ui.screenshot("panel-failed");
    writeFileSync(file.fsPath, await vscode.workspace.fs.readFile(workspaceFile("broken", "nan.npy")));
    await ui.click("webview", '[data-action="retry"]');
    await ui.waitFor("webview", '[data-state="ready"]');
  });

  it("asks for the dtype that NumPy has lost", async () => {
    const header = "{'descr': '<V2', 'fortran_order': False, 'shape': (3,), }".padEnd(117);
    const bytes = [0x3f80, 0x4000, 0x4040].flatMap((code) => [code & 0xff, code >> 8]);
    const start = Buffer.from(`\x93NUMPY\x01\x00v\x00${header}\n`, "latin1");
    writeFileSync(workspaceFile("lost.npy").fsPath, Buffer.concat([start, Buffer.from(bytes)]));
    await open("lost.npy");
    await ui.waitFor("workbench", ".quick-input-widget:visible .quick-input-list .monaco-list-row");
    assert.equal(
      await ui.count("webview", "[data-state]"),
      1,
      "the page is there, and takes no focus from the question",
    );
    await ui.waitFor("workbench", ".quick-input-widget input:focus");
    await ui.type("bfloat16");
    await ui.waitFor("workbench", ".quick-input-widget .monaco-list-row.focused >> text=bfloat16");
    await ui.press("Enter");
    await ui.waitFor("webview", '[data-state="ready"]');
    assert.match(await ui.text("webview", '[data-layer="lost"]'), /bfloat16/);
  });

  it("shows names as text, whatever they hold", async () => {
    const name = `<img src=x onerror="document.title='run'"><b>bold</b>\u202e`;
    const header = JSON.stringify({ [name]: { dtype: "F32", shape: [2, 2], data_offsets: [0, 16] } });
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length + (Buffer.byteLength(header) - header.length)));
    const data = Buffer.from(Float32Array.of(1, 2, 3, 4).buffer);
    writeFileSync(workspaceFile("hostile.safetensors").fsPath, Buffer.concat([length, Buffer.from(header), data]));
    await profile("hostile.safetensors");
    await plotsAreDrawn();
    assert.equal(await ui.count("webview", "img, b"), 0);
    assert.match(await ui.text("webview", '[role="grid"]'), /<img src=x onerror/);
    assert.equal(await ui.evaluate("webview", () => document.title), "Normscope");
    await ui.screenshot("panel-hostile");
  });

  it("tells how far it has come, and ends when cancelled", async () => {
    writeLargeFile();
    await open("large.npy");
    await until(async () => / % read/.test(await ui.text("webview", '[data-part="progress"]')), "progress is told");
    await ui.screenshot("panel-progress");
    await ui.click("webview", '[data-action="cancel"]');
    await ui.waitFor("webview", '[data-state="failed"]');
    assert.equal(await ui.text("webview", '[data-part="message"]'), "Cancelled.");
    rmSync(workspaceFile("large.npy").fsPath);
  });

  it("shows an error when the engine dies, and the next try works", async () => {
    const started = watchWorkers();
    try {
      writeLargeFile();
      writeLargeFile("larger.npy");
      // Two jobs at once need two threads, so that at least one is started here.
      await Promise.all([open("large.npy"), open("larger.npy")]);
      await until(() => started.workers.length > 0, "a thread was started");
      for (const worker of started.workers) await worker.terminate();
      await ui.waitFor("webview", '[data-state="failed"]');
      assert.match(await ui.text("webview", '[data-part="message"]'), /The engine stopped/);
      for (const name of ["large.npy", "larger.npy"]) rmSync(workspaceFile(name).fsPath);
    } finally {
      started.restore();
    }
    await profile("broken", "nan.npy");
  });

  it("comes up by the command palette and the explorer alike", async () => {
    await vscode.commands.executeCommand("workbench.action.quickOpen", ">Normscope: Profile Activations");
    await ui.waitFor("workbench", ".quick-input-list .monaco-list-row >> text=Profile Activations");
    await ui.press("Enter");
    await ui.waitFor("workbench", ".quick-input-list .monaco-list-row >> text=digits-cnn");
    await ui.screenshot("choose-files");
    await ui.press("Enter");
    await ui.waitFor("webview", '[data-state="ready"]');
  });

  it("logs no error in the window", async () => {
    await ui.takeConsoleErrors();
    await profile("digits-cnn");
    await plotsAreDrawn();
    const errors = (await ui.takeConsoleErrors()).filter((error) => /normscope|plotly|Content Security/i.test(error));
    assert.deepEqual(errors, []);
  });
});

function open(...path: string[]): Thenable<unknown> {
  return vscode.commands.executeCommand("normscope.profile", workspaceFile(...path));
}

async function profile(...path: string[]): Promise<void> {
  await open(...path);
  await ui.waitFor("webview", '[data-state="ready"]');
}

async function plotsAreDrawn(): Promise<void> {
  await ui.waitFor("webview", ".js-plotly-plot .plot-container");
}

function layers(): Promise<string[]> {
  return ui.evaluate("webview", () =>
    [...document.querySelectorAll<HTMLElement>("[data-layer]")].map((row) => row.dataset.layer!),
  );
}
