import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import * as vscode from "vscode";
import { ui } from "../ui";
import { until, workspaceFile } from "../workspace";
import { closeAll, profile, ready } from "./panels";
import { messagesIn } from "./told";

/** Settings that cannot be, and what is told of them: another value each time, since each is named once. */
const WRONG: readonly (readonly [name: string, value: unknown])[] = [
  ["momentum", "x"],
  ["momentum", 7],
  ["momentumConvention", 3],
  ["channelAxis", 1e9],
  ["channelAxis", 1.5],
];

describe("Settings that cannot be what they are set to", () => {
  const settings = () => workspaceFile(".vscode", "settings.json").fsPath;
  let usual: string[] = [];
  before(async () => {
    mkdirSync(workspaceFile(".vscode").fsPath, { recursive: true });
    usual = await verdicts();
  });
  afterEach(closeAll);
  after(() => rmSync(settings()));

  for (const [name, value] of WRONG)
    it(`are named once, and the default is used: ${name} ${JSON.stringify(value)}`, async () => {
      await set({ [`normscope.profile.${name}`]: value });
      let seen: string[] = [];
      const messages = await messagesIn(async () => {
        seen = await verdicts();
        await closeAll();
        await verdicts();
      });
      assert.deepEqual(messages, [
        `The setting normscope.profile.${name} cannot be ${JSON.stringify(value)}. Normscope goes on with what it is by default.`,
      ]);
      assert.deepEqual(seen, usual);
    });

  it("leave checks of code, hovers and models that are run as they are", async () => {
    await set({
      "normscope.rules": 5,
      "normscope.everyPlace": { NRM301: true },
      "normscope.check.enabled": "perhaps",
      "normscope.hover.enabled": 3,
    });
    const file = workspaceFile("found.py");
    writeFileSync(file.fsPath, "from torch import nn\nnorm = nn.BatchNorm1d(8, momentum=0.99)\n");
    const document = await vscode.workspace.openTextDocument(file);
    await vscode.window.showTextDocument(document);
    await until(() => vscode.languages.getDiagnostics(document.uri).length > 0, "the momentum is found");
    const place = new vscode.Position(1, 12);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>("vscode.executeHoverProvider", file, place);
    assert.ok(hovers.length > 0);
  });

  async function set(values: Record<string, unknown>): Promise<void> {
    const changed = new Promise<void>((resolve) => {
      const listener = vscode.workspace.onDidChangeConfiguration(() => {
        listener.dispose();
        resolve();
      });
    });
    writeFileSync(settings(), JSON.stringify(values));
    await changed;
  }

  async function verdicts(): Promise<string[]> {
    profile(workspaceFile("digits-cnn"));
    await ready();
    return ui.texts("webview", "[data-verdict]");
  }
});
