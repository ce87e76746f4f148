import * as vscode from "vscode";
import { l10n } from "vscode";

/** Tells of something that nobody expected, and leads to what the log says of it. */
export async function tellFailure(log: vscode.LogOutputChannel, what: string, error: unknown): Promise<void> {
  log.error(what, error instanceof Error ? error : String(error));
  const show = l10n.t("Show Log");
  const answer = await vscode.window.showErrorMessage(what, show);
  if (answer === show) log.show();
}
