import { existsSync } from "node:fs";
import * as vscode from "vscode";
import { l10n } from "vscode";

/** The extension that brings ONNX Runtime, whose version is that of the runtime. */
const COMPANION = "normscope.normscope-onnx";
const VERSION = process.env.ONNX_RUNTIME_VERSION;

/**
 * Path of ONNX Runtime's packed WebAssembly: beside the bundles where these were built, else in the extension that brings it.
 *
 * @throws where it is in neither place, or of another version
 */
export function findRuntime(dist: vscode.Uri): string {
  const companion = vscode.extensions.getExtension(COMPANION);
  const folders = [dist, ...(companion ? [vscode.Uri.joinPath(companion.extensionUri, "dist")] : [])];
  const found = folders.map((folder) => vscode.Uri.joinPath(folder, "onnx.wasm.br").fsPath).find(existsSync);
  if (found === undefined) throw new Error(missing());
  if (companion && !found.startsWith(dist.fsPath) && companion.packageJSON.version !== VERSION)
    throw new Error(missing());
  return found;
}

function missing(): string {
  return l10n.t(
    "Models are run by ONNX Runtime, which comes separately: install normscope-onnx-{0}.vsix.",
    `${VERSION}`,
  );
}

/** The same, where a person can do something about it: offers to install it. */
export async function findOrOfferRuntime(dist: vscode.Uri): Promise<string | null> {
  try {
    return findRuntime(dist);
  } catch (error) {
    const fromFile = l10n.t("Install from VSIX…");
    const search = l10n.t("Search in Marketplace");
    const chosen = await vscode.window.showErrorMessage(
      l10n.t("Normscope: {0}", (error as Error).message),
      fromFile,
      search,
    );
    if (chosen === fromFile) await vscode.commands.executeCommand("workbench.extensions.action.installVSIX");
    if (chosen === search) await vscode.commands.executeCommand("workbench.extensions.search", `@id:${COMPANION}`);
    return null;
  }
}
