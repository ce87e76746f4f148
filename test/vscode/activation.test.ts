import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import * as vscode from "vscode";

describe("activation", () => {
  it("activates, and registers every command it contributes", async () => {
    const extension = vscode.extensions.getExtension("normscope.normscope");
    assert.ok(extension, "normscope.normscope is not installed");
    await extension.activate();
    assert.ok(extension.isActive);
    const installed = process.env.NORMSCOPE_INSTALLED;
    assert.equal(dirname(extension.extensionPath), installed ?? dirname(join(__dirname, "..", "..")));
    const registered = new Set(await vscode.commands.getCommands(true));
    const contributed: { command: string }[] = extension.packageJSON.contributes.commands;
    const missing = contributed.map(({ command }) => command).filter((command) => !registered.has(command));
    assert.deepEqual(missing, []);
  });
});
