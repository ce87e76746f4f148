import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { inEveryTheme } from "./look";
import { ui } from "./ui";
import { until, workspaceFile } from "./workspace";

/** The suite's bundle lies in out/vscode. */
const RUNS = join(__dirname, "..", "..", "test", "fixtures", "runs");

describe("Normscope: Profile Activations of a training run", () => {
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("shows the running averages that the framework kept, and what is wrong", async () => {
    cpSync(join(RUNS, "digits"), workspaceFile("logged", "digits").fsPath, { recursive: true });
    cpSync(join(RUNS, "two-ranks"), workspaceFile("logged", "two-ranks").fsPath, { recursive: true });
    void vscode.commands.executeCommand("normscope.profile", workspaceFile("logged"));
    await ui.waitFor("webview", '[data-layer="bn1"]');
    const verdicts = (await ui.texts("webview", "[data-verdict]")).join("\n");
    assert.match(verdicts, /two-ranks: The running average lags/);
    assert.match(verdicts, /two-ranks: The running statistics are not those of the last 10 logged batches/);
    await until(async () => (await ui.texts("webview", ".js-plotly-plot")).length > 0, "a figure is drawn");
    await ui.screenshot("panel-run");
  });

  inEveryTheme(
    "shows how a layer's distribution changed and drifted",
    () => distribution("two-ranks"),
    async (theme) => {
      for (const scale of ["", "-log"]) {
        await scrollTo("distribution-over-time");
        await ui.screenshot(`panel-over-time${scale}-${theme}`);
        await ui.click("webview", '[data-part="logarithmic"]');
      }
    },
  );

  it("shows distributions over time in a narrow window, and as tables", async () => {
    await vscode.commands.executeCommand("workbench.action.closeSidebar");
    await ui.resize(480, 900);
    try {
      await distribution("two-ranks");
      const width = await ui.evaluate("webview", () => [document.documentElement.scrollWidth, window.innerWidth]);
      assert.ok(width[0]! <= width[1]!, `scrolls sideways: ${width[0]} in ${width[1]} px`);
      await ui.screenshot("panel-over-time-narrow");
      await ui.click("webview", '[data-action="table-view"]');
      await ui.waitFor("webview", '[data-figure="distribution-over-time"] table caption');
    } finally {
      await ui.resize(1280, 800);
      await vscode.commands.executeCommand("workbench.view.explorer");
    }
  });

  it("shows each rank beside the whole, and all together again", async () => {
    void vscode.commands.executeCommand("normscope.profile", vscode.Uri.file(join(RUNS, "two-ranks")));
    await ui.waitFor("webview", '[data-layer="bn1"]');
    await ui.click("webview", '[data-action="each-rank"]');
    await ui.waitFor("webview", "text=rank-0001");
    await until(async () => (await ui.texts("webview", ".js-plotly-plot")).length > 0, "a figure is drawn");
    await ui.screenshot("panel-each-rank");
    await ui.click("webview", "text=Ranks together");
    await ui.waitFor("webview", "text=rank-0001", { state: "detached" });
    await ui.waitFor("webview", "text=Each rank");
  });

  it("says that a log has a torn tail", async () => {
    void vscode.commands.executeCommand("normscope.profile", vscode.Uri.file(join(RUNS, "torn", "rank-0000.normlog")));
    await ui.waitFor("webview", '[data-layer="bn1"]');
    assert.match((await ui.texts("webview", "[data-verdict]")).join("\n"), /A torn tail of 644 bytes was left out/);
  });
});

/** Opens the distribution of a run's first layer, down to its figures over time. */
async function distribution(run: string): Promise<void> {
  void vscode.commands.executeCommand("normscope.profile", vscode.Uri.file(join(RUNS, run)));
  await ui.waitFor("webview", '[data-layer="bn1"]');
  await ui.click("webview", '[data-tab="distribution"]');
  for (const figure of ["distribution-over-time", "distribution-drift"])
    await ui.waitFor("webview", `[data-figure="${figure}"][data-drawn="plot"]`);
  await scrollTo("distribution-over-time");
}

function scrollTo(figure: string): Promise<void> {
  return ui.evaluate(
    "webview",
    (id: string) => document.querySelector(`[data-figure="${id}"]`)?.scrollIntoView(),
    figure,
  );
}
