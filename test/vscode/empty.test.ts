import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as vscode from "vscode";
import { writeSafetensors } from "./tensorFiles";
import { ui } from "./ui";
import { setTheme, workspaceFile } from "./workspace";

const MIME = "application/vnd.normscope.report.v1+json";

/** Where there is nothing to see: what is said, in a sentence that tells what to do. */
const EMPTY: readonly { readonly what: string; readonly open: () => Promise<void>; readonly says: RegExp }[] = [
  {
    what: "a folder without files",
    open: () => command("normscope.profile", "empty", '[data-state="failed"]'),
    says: /choose another folder, or save activations there/,
  },
  {
    what: "a file without tensors",
    open: () => command("normscope.openFile", "nothing.safetensors", '[data-state="ready"]'),
    says: /No tensors\..*This file holds no tensors.*Next: save it again/,
  },
  {
    what: "a checkpoint without norms",
    open: async () => {
      await command("normscope.openFile", "plain.safetensors", '[data-state="ready"]');
      await ui.click("webview", '[data-tab="norms"]');
      await ui.waitFor("webview", '[data-part="norms-empty"]');
    },
    says: /No normalization layer found.*run Normscope: Profile Activations/,
  },
  {
    what: "a comparison of nothing",
    open: () => command("normscope.compare", "flat.npy", '[data-state="failed"]'),
    says: /no tensor in it has the two axes that normalization needs.*Retry/,
  },
  { what: "a notebook's output of nothing", open: openEmptyReport, says: /it holds no layers.*run this cell again/ },
  {
    what: "a lab that has trained nothing",
    open: async () => {
      await vscode.commands.executeCommand("normscope.openLab");
      await ui.waitFor("webview", '.lab[data-state="ready"]');
    },
    says: /Nothing was trained yet.*press Start/,
  },
];

describe("where there is nothing to see", () => {
  before(async () => {
    await setTheme("light");
    mkdirSync(workspaceFile("empty").fsPath, { recursive: true });
    writeSafetensors("nothing.safetensors", []);
    writeSafetensors("plain.safetensors", [
      { name: "linear.kernel", shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) },
    ]);
    const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }".padEnd(117);
    writeFileSync(
      workspaceFile("flat.npy").fsPath,
      Buffer.concat([Buffer.from(`\x93NUMPY\x01\x00v\x00${header}\n`, "latin1"), Buffer.alloc(8)]),
    );
  });
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));
  after(async () => {
    for (const name of ["empty", "nothing.safetensors", "plain.safetensors", "flat.npy", "empty.ipynb"])
      rmSync(workspaceFile(name).fsPath, { recursive: true, force: true });
    await setTheme("dark");
  });

  for (const { what, open, says } of EMPTY) {
    it(`${what} says what to do`, async () => {
      await open();
      assert.match((await ui.texts("webview", ".normscope")).join(" ").replace(/\s+/g, " "), says);
      await ui.screenshot(`empty-${what.replaceAll(/\W+/g, "-")}`);
    });
  }

  it("a workspace without Python says so in the view, and one without findings what else to do", async () => {
    const { findFiles } = vscode.workspace;
    const check = async (files: readonly vscode.Uri[], says: RegExp, name: string) => {
      Object.assign(vscode.workspace, { findFiles: async () => files });
      try {
        await vscode.commands.executeCommand("normscope.checkWorkspace");
      } finally {
        Object.assign(vscode.workspace, { findFiles });
      }
      await ui.waitFor("workbench", `.welcome-view-content >> text=${says}`);
      await ui.screenshot(name);
    };
    await check([], /There is no Python in this workspace/, "empty-no-python");
    await check([workspaceFile("make_broken.py")], /No mistakes around normalization/, "empty-no-findings");
    await vscode.commands.executeCommand("normscope.clearFindings");
    await vscode.commands.executeCommand("workbench.view.explorer");
  });
});

async function command(id: string, name: string, state: string): Promise<void> {
  await vscode.commands.executeCommand(id, workspaceFile(name));
  await ui.waitFor("webview", state);
}

async function openEmptyReport(): Promise<void> {
  const notebook = JSON.parse(readFileSync(workspaceFile("digits.ipynb").fsPath, "utf8"));
  const report = notebook.cells
    .flatMap(({ outputs = [] }: { outputs?: { data?: Record<string, unknown> }[] }) => outputs)
    .find(({ data }: { data?: Record<string, unknown> }) => data?.[MIME]).data[MIME];
  const outputs = [
    { output_type: "display_data", metadata: {}, data: { [MIME]: { ...report, layers: [], norms: [] } } },
  ];
  const cell = { cell_type: "code", id: "empty", execution_count: 1, metadata: {}, source: "", outputs };
  writeFileSync(workspaceFile("empty.ipynb").fsPath, JSON.stringify({ ...notebook, cells: [cell] }));
  await vscode.window.showNotebookDocument(await vscode.workspace.openNotebookDocument(workspaceFile("empty.ipynb")));
  await ui.waitFor("webview", '.normscope.output[data-state="failed"]');
}
