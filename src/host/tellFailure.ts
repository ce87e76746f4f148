import * as vscode from "vscode";
import { l10n } from "vscode";
import { offer } from "./offer";
import { messageText } from "./safeText";

/** Tells of something that nobody expected, and leads to what the log says of it. */
export async function tellFailure(log: vscode.LogOutputChannel, what: string, error: unknown): Promise<void> {
  log.error(what, error instanceof Error ? error : String(error));
  await offer(vscode.window.showErrorMessage, messageText(what), l10n.t("Show Log"), () => log.show());
}
