import assert from "node:assert/strict";
import { join } from "node:path";
import * as vscode from "vscode";
import { doesNotScrollSideways, inEveryTheme, inNarrowWindow } from "./look";
import { ui } from "./ui";
import { until, workspaceFile } from "./workspace";

describe("What if the momentum were another", () => {
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("tells noise, lag and warm-up of the run's own, of the one that errs least, and of the one that is chosen", async () => {
    await profile("digits-cnn", "batch-64");
    assert.match(await ui.text("webview", '[data-momentum="0.1"]'), /the run's.*44 batches/s);
    assert.match(await ui.text("webview", '[data-part="momentum-advice"]'), /, which the run used, is /);
    await ui.fill("webview", '[data-part="momentum"]', "0.25");
    await ui.press("Tab");
    await ui.waitFor("webview", '[data-momentum="0.25"]');
    assert.match(await ui.text("webview", '[data-momentum="0.25"]'), /chosen.*17 batches/s);
  });

  it("takes the momentum that errs least on a click", async () => {
    await profile("digits-cnn", "batch-64");
    const least = await ui.evaluate("webview", () => {
      const row = [...document.querySelectorAll<HTMLElement>("[data-momentum]")].find((one) =>
        one.textContent!.includes("least error"),
      )!;
      row.querySelector<HTMLElement>('[data-action="try-momentum"]')!.click();
      return row.dataset.momentum!;
    });
    await until(
      async () =>
        least === "cumulative"
          ? (await ui.text("webview", '[role="group"]')).includes("weighs the same")
          : (await ui.evaluate(
              "webview",
              () => document.querySelector<HTMLInputElement>('[data-part="momentum"]')!.value,
            )) === least,
      `${least} is replayed`,
    );
  });

  inEveryTheme(
    "draws which momentum errs least",
    async () => {
      await profile("digits-cnn", "batch-64");
      await scrollToExplorer();
    },
    (theme) => ui.screenshot(`what-if-momentum-${theme}`),
  );

  it("has a line a run, and is read well at a width of 600 pixels", async () => {
    await inNarrowWindow({ width: 600, height: 1000 }, async () => {
      await profile("digits-cnn");
      await scrollToExplorer();
      await doesNotScrollSideways();
      await ui.screenshot("what-if-momentum-narrow");
    });
  });

  it("leaves the page as high as the window, however long the tab is", async () => {
    await profile("digits-cnn", "batch-64");
    const heights = await ui.evaluate("webview", () => [document.documentElement.scrollHeight, window.innerHeight]);
    assert.equal(heights[0], heights[1]);
  });

  it("is there for a run's log, too", async () => {
    await profile("digits-log");
    await scrollToExplorer();
    assert.match(await ui.text("webview", '[data-part="momentum-caveats"]'), /PyTorch's meaning/);
    await ui.screenshot("what-if-momentum-log");
  });
});

async function profile(...path: string[]): Promise<void> {
  if (path[0] === "digits-log") await copyLog();
  await vscode.commands.executeCommand("normscope.profile", workspaceFile(...path));
  await ui.waitFor("webview", '[data-state="ready"]');
  await ui.waitFor("webview", '[data-figure="momentum"] .plot-container', { state: "attached" });
}

async function scrollToExplorer(): Promise<void> {
  await ui.evaluate("webview", () =>
    document.querySelector('[data-part="momentum-explorer"]')!.scrollIntoView({ block: "start" }),
  );
  await ui.waitFor("webview", '[data-figure="momentum"] .plot-container');
}

async function copyLog(): Promise<void> {
  const from = vscode.Uri.file(join(__dirname, "..", "..", "test", "fixtures", "runs", "digits"));
  await vscode.workspace.fs.copy(from, workspaceFile("digits-log"), { overwrite: true });
}
