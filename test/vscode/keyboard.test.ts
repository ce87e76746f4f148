import assert from "node:assert/strict";
import * as vscode from "vscode";
import { doesNotScrollSideways, inNarrowWindow } from "./look";
import { makeModels, openNotebookOutput, openOnnxPanel, removeModels } from "./openViews";
import { resnet, writeSafetensors } from "./tensorFiles";
import { ui } from "./ui";
import { setTheme, until, workspaceFile } from "./workspace";

const VIEWS: readonly { readonly name: string; readonly open: () => Promise<void> }[] = [
  { name: "the panel", open: () => command("normscope.profile", workspaceFile("digits-cnn")) },
  { name: "the comparison", open: () => command("normscope.compare", workspaceFile("digits-cnn")) },
  {
    name: "the editor of tensor files",
    open: () => command("normscope.openFile", workspaceFile("resnet.safetensors")),
  },
  { name: "the lab", open: () => command("normscope.openLab") },
  { name: "the panel of an ONNX model", open: openOnnxPanel },
];

/** What stands for a control: what it is, and what it is called. */
interface Stop {
  readonly what: string;
  readonly place: number;
  readonly ring: boolean;
}

describe("without a mouse, with little sight, or without motion", function () {
  this.timeout(180_000);
  before(() => {
    makeModels();
    writeSafetensors("resnet.safetensors", resnet());
  });
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));
  after(async () => {
    removeModels();
    await setTheme("dark");
  });

  for (const { name, open } of [...VIEWS, { name: "a notebook's output", open: openNotebookOutput }]) {
    it(`every control of ${name} is reached by Tab, in its order, seen, and left again`, async () => {
      await setTheme("high-contrast");
      await open();
      const expected = await controls();
      assert.ok(expected.length >= 4, expected.join());
      const visited = await tabThrough();
      assert.deepEqual(
        visited.filter(({ ring }) => !ring).map(({ what }) => what),
        [],
        "without a ring",
      );
      const places = visited.map(({ place }) => place);
      assert.deepEqual(
        places,
        places.toSorted((a, b) => a - b),
        visited.map(({ what }) => what).join("\n"),
      );
      const reached = new Set(visited.map(({ what }) => what));
      assert.deepEqual(
        expected.filter((what) => !reached.has(what)),
        [],
        "not reached",
      );
    });
  }

  for (const { name, open } of VIEWS) {
    it(`nothing moves in ${name} where motion is reduced`, async () => {
      await vscode.workspace
        .getConfiguration("workbench")
        .update("reduceMotion", "on", vscode.ConfigurationTarget.Global);
      try {
        await open();
        await until(
          () => ui.evaluate("webview", () => document.body.classList.contains("vscode-reduce-motion")),
          "VS Code says so",
        );
        assert.deepEqual(await moving(), []);
      } finally {
        await vscode.workspace
          .getConfiguration("workbench")
          .update("reduceMotion", undefined, vscode.ConfigurationTarget.Global);
      }
    });

    it(`${name} fits into 400 pixels, as it does at a zoom of 200 %`, async () => {
      await inNarrowWindow({ width: 400, height: 800 }, async () => {
        await open();
        await doesNotScrollSideways();
        assert.deepEqual(await cutOff(), []);
        await ui.screenshot(`narrow-400-${name.replaceAll(" ", "-")}`);
      });
    });
  }

  it("the menu of exports opens by Enter, and Escape closes it and leads back", async () => {
    await command("normscope.openFile", workspaceFile("resnet.safetensors"));
    await ui.waitFor("webview", '.editor[data-state="ready"]');
    await ui.focus("webview", '[data-action="export"]');
    await ui.press("Enter");
    await ui.waitFor("webview", ".menu[open] .menu-list");
    await ui.press("Tab");
    await ui.waitFor("webview", ".menu[open] .menu-list button:focus");
    await ui.screenshot("export-menu");
    await ui.press("Escape");
    await ui.waitFor("webview", ".menu:not([open]) > [data-action='export']:focus");
    await ui.press("Enter");
    await ui.press("Shift+Tab");
    await ui.waitFor("webview", ".menu:not([open])", { state: "attached" });
  });

  it("what is to be seen in a notebook's output is chosen by arrow keys, and its cell keeps its place", async () => {
    await openNotebookOutput();
    const editor = vscode.window.activeNotebookEditor!;
    const [before] = editor.selections;
    await ui.focus("webview", '.normscope.output [data-part="layer"]');
    const layer = () => ui.evaluate("webview", () => (document.activeElement as HTMLSelectElement).value);
    const first = await layer();
    await ui.press("ArrowDown");
    await until(async () => (await layer()) !== first, "another layer is chosen");
    assert.deepEqual(editor.selections, [before]);
  });

  it("tables come first where a screen reader is served, until a person chooses plots", async () => {
    const settings = vscode.workspace.getConfiguration("editor");
    await settings.update("accessibilitySupport", "on", vscode.ConfigurationTarget.Global);
    try {
      for (const { name, open } of VIEWS.slice(0, 2)) {
        await open();
        await ui.waitFor("webview", 'figure[data-drawn="table"] table caption');
        assert.equal(await ui.count("webview", 'figure[data-drawn="plot"]'), 0, name);
        await ui.screenshot("screen-reader");
        await ui.focus("webview", '[data-action="table-view"]');
        await ui.press("Enter");
        await ui.waitFor("webview", 'figure[data-drawn="plot"]');
        assert.match((await ui.attribute("webview", ".plot", "aria-label")) ?? "", /\?/);
      }
    } finally {
      await settings.update("accessibilitySupport", undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it("what is chosen and focused is seen in forced colours", async () => {
    await ui.emulateMedia({ forcedColors: "active" });
    // Not every VS Code in a browser changes its theme by itself then.
    await setTheme("high-contrast-light");
    try {
      await command("normscope.profile", workspaceFile("digits-cnn"));
      await ui.waitFor("webview", "body.vscode-high-contrast-light");
      await ui.waitFor("webview", 'figure[data-drawn="plot"]');
      const [chosen, other] = await ui.evaluate("webview", () =>
        ['[role="tab"][aria-selected="true"]', '[role="tab"][aria-selected="false"]'].map(
          (selector) => getComputedStyle(document.querySelector(selector)!).backgroundColor,
        ),
      );
      assert.notEqual(chosen, other);
      const contrast = await ui.checkAccessibility("webview", {
        within: '[role="tablist"]',
        run: { runOnly: ["color-contrast"] },
      });
      assert.deepEqual(contrast.violations, []);
      await ui.screenshot("forced-colors");
    } finally {
      await ui.emulateMedia({ forcedColors: null });
      await setTheme("dark");
    }
  });
});

async function command(id: string, uri?: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand(id, uri);
  await ui.waitFor("webview", '[data-state="ready"]');
}

/** What can be used in sight of the view, of a notebook the first output; of a group that arrow keys walk through, the one that has the focus. */
function controls(): Promise<string[]> {
  return ui.evaluate("webview", () => {
    const focusable = "button, input, select, summary, a[href], [tabindex]";
    return [...document.querySelector(".normscope")!.querySelectorAll<HTMLElement>(focusable)]
      .filter(
        (one) => one.checkVisibility({ visibilityProperty: true }) && one.tabIndex >= 0 && !one.matches(":disabled"),
      )
      .filter((one) => !(one instanceof HTMLInputElement && one.type === "radio" && !one.checked))
      .map((one) => `${one.tagName} ${one.getAttribute("aria-label") ?? one.textContent!.slice(0, 40)}`);
  });
}

/** Presses Tab from the first control on until the focus has left the view. */
async function tabThrough(): Promise<Stop[]> {
  await ui.evaluate("webview", () => {
    document.querySelector<HTMLElement>("button:not(:disabled), input, select")!.blur();
    const start = document.createElement("span");
    start.tabIndex = -1;
    start.id = "start";
    document.querySelector(".normscope")!.prepend(start);
  });
  await ui.focus("webview", "#start");
  const stops: Stop[] = [];
  for (let i = 0; i < 150; i++) {
    await ui.press("Tab");
    const stop = await ui.evaluate("webview", () => {
      const one = document.activeElement as HTMLElement;
      if (!document.hasFocus() || one === document.body || one.id === "start") return null;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
      return {
        what: `${one.tagName} ${one.getAttribute("aria-label") ?? one.textContent!.slice(0, 40)}`,
        place: [...document.querySelectorAll("*")].indexOf(one),
        ring: (outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 1) || boxShadow !== "none",
      };
    });
    if (stop === null) return stops;
    stops.push(stop);
  }
  return assert.fail(`the focus does not leave: ${stops.slice(-5).map(({ what }) => what)}`);
}

/** What has an animation or a transition. */
function moving(): Promise<string[]> {
  return ui.evaluate("webview", () =>
    [...document.querySelectorAll(".normscope *")].flatMap((one) => {
      const { animationName, transitionDuration } = getComputedStyle(one);
      const still =
        animationName === "none" && transitionDuration.split(",").every((time) => Number.parseFloat(time) === 0);
      return still ? [] : [one.outerHTML.slice(0, 80)];
    }),
  );
}

/** Text that is cut without a sign of it, or without a place that says it whole. */
function cutOff(): Promise<string[]> {
  return ui.evaluate("webview", () => {
    const texts = [
      ...document.querySelectorAll<HTMLElement>(
        ".normscope :is(button, h1, h2, h3, p, label, th, td, summary, legend)",
      ),
    ].filter((one) => {
      const { overflowX, textOverflow } = getComputedStyle(one);
      const cut = one.scrollWidth > one.clientWidth + 1 && overflowX === "hidden" && one.clientWidth > 1;
      return cut && textOverflow !== "ellipsis" && one.checkVisibility() && !one.closest("[title]");
    });
    const tails = [...document.querySelectorAll<HTMLElement>(".normscope .tail")].filter(
      (one) => one.getBoundingClientRect().right > one.parentElement!.getBoundingClientRect().right + 1,
    );
    return [...texts, ...tails].map((one) => one.outerHTML.slice(0, 120));
  });
}
