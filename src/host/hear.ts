import type * as vscode from "vscode";
import type { Check } from "../protocol/jsonShape";

/** Acts on what a page says, as far as it is what such a page may say; anything else is logged and does nothing. */
export function hear<M>(
  webview: vscode.Webview,
  check: Check<M>,
  log: vscode.LogOutputChannel,
  act: (message: M) => void,
): void {
  webview.onDidReceiveMessage((json: unknown) => {
    const message = checked(json, check, log);
    if (message) act(message.it);
  });
}

function checked<M>(json: unknown, check: Check<M>, log: vscode.LogOutputChannel): { readonly it: M } | null {
  try {
    return { it: check(json, "message") };
  } catch (error) {
    log.error(`A page sent what it never does: ${(error as Error).message}`);
    return null;
  }
}
