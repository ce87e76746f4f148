import assert from "node:assert/strict";
import * as vscode from "vscode";
import { changeTheme } from "./look";
import { makeModels, openNotebookOutput, openOnnxPanel, removeModels } from "./openViews";
import { resnet, writeSafetensors } from "./tensorFiles";
import { tell, ui } from "./ui";
import { ALL_THEMES, setTheme, until, workspaceFile } from "./workspace";

/** A view, and what is looked at in it; `null` is what it opens with. */
interface View {
  readonly name: string;
  readonly open: () => Promise<void>;
  readonly states: readonly State[];
}

interface State {
  readonly name: string;
  readonly go: () => Promise<void>;
}

const opened: State = { name: "as it opens", go: settled };
const asTable: State = { name: "as a table", go: () => clicked('[data-action="table-view"]') };

const VIEWS: readonly View[] = [
  {
    name: "the panel",
    open: () => command("normscope.profile", workspaceFile("digits-cnn")),
    states: [opened, ...["running", "distribution", "channels", "batchSize", "gap"].map((tab) => tabOf(tab)), asTable],
  },
  {
    name: "the panel of what cannot be read",
    open: () => command("normscope.profile", workspaceFile("model.py"), "failed"),
    states: [opened],
  },
  {
    name: "the comparison of normalizations",
    open: () => command("normscope.compare", workspaceFile("digits-cnn")),
    states: [opened],
  },
  {
    name: "the editor of tensor files",
    open: () => command("normscope.openFile", workspaceFile("resnet.safetensors")),
    states: [
      opened,
      { name: "a tensor", go: () => clicked("[data-tensor]") },
      tabOf("channels"),
      { name: "norms", go: () => clicked('[data-tab="norms"]') },
      { name: "a norm", go: () => clicked("[data-norm]") },
      tabOf("affine"),
    ],
  },
  {
    name: "the panel of an ONNX model",
    open: openOnnxPanel,
    states: [opened, tabOf("channels")],
  },
  {
    name: "the lab",
    open: () => command("normscope.openLab"),
    states: [
      opened,
      {
        name: "what was trained",
        go: async () => {
          await ui.click("webview", '[data-experiment="placement"] input');
          await ui.fill("webview", '[data-part="seeds"]', "1");
          await ui.fill("webview", '[data-part="steps"]', "10");
          await ui.click("webview", '[data-action="start"]');
          await ui.waitFor("webview", '[data-run][data-state="finished"]', { timeout: 200_000 });
          await settled();
        },
      },
    ],
  },
  { name: "an output of a notebook", open: openNotebookOutput, states: [opened] },
];

describe("accessibility, as axe-core sees it", function () {
  this.timeout(240_000);
  before(() => {
    makeModels();
    writeSafetensors("resnet.safetensors", resnet());
  });
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));
  after(async () => {
    removeModels();
    await setTheme("dark");
  });

  for (const { name, open, states } of VIEWS) {
    it(`${name} has no fault in any theme`, async () => {
      await setTheme("dark");
      await open();
      const faults = new Map<string, string[]>();
      const checks = new Set<string>();
      let places = 0;
      for (const state of states) {
        await state.go();
        for (const theme of Object.keys(ALL_THEMES) as (keyof typeof ALL_THEMES)[]) {
          await changeTheme(theme);
          const found = await ui.checkAccessibility("webview", { within: ".normscope" });
          for (const check of found.checks) checks.add(check);
          places += found.places;
          for (const { id, impact, places: where } of found.violations)
            for (const place of where) {
              const fault = `${impact} ${id}: ${place}`;
              faults.set(fault, [...(faults.get(fault) ?? []), `${state.name} (${theme})`]);
            }
        }
      }
      await tell({ type: "note", title: `${checks.size} rules of axe-core held at ${places} places of ${name}` });
      assert.ok(checks.size >= 8, `only ${[...checks]} applied`);
      assert.equal(
        faults.size,
        0,
        [...faults].map(([fault, where]) => `${fault}\n  in ${where.join(", ")}`).join("\n"),
      );
    });
  }
});

function tabOf(tab: string): State {
  return { name: `tab ${tab}`, go: () => clicked(`.detail [data-tab="${tab}"]`) };
}

async function clicked(selector: string): Promise<void> {
  await ui.click("webview", selector);
  await settled();
}

async function command(id: string, uri?: vscode.Uri, state = "ready"): Promise<void> {
  await vscode.commands.executeCommand(id, uri);
  await ui.waitFor("webview", `[data-state="${state}"]`);
}

/** Every figure in sight is drawn, and nothing is being worked out. */
async function settled(): Promise<void> {
  await until(
    () =>
      ui.evaluate("webview", () => {
        const figures = [...document.querySelectorAll<HTMLElement>("figure")].filter((one) => one.offsetWidth > 0);
        const busy = [...document.querySelectorAll<HTMLElement>("progress")].some((one) => one.offsetWidth > 0);
        return !busy && figures.every((one) => one.dataset.drawn !== undefined);
      }),
    "everything is drawn",
  );
}
