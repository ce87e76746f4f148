import * as vscode from "vscode";
import type { Dtype } from "../engine/tensor";
import { CallFailed } from "../protocol/rpc";
import { shortLine } from "./safeText";

/**
 * Asks the engine; where a file has lost its dtype, asks the person for it and tries again.
 *
 * @param hasPage true once there is a page, which would take the focus from a question before it; false where it was closed
 */
export async function askingForDtype<Request extends { readonly assumeDtype?: Dtype }, Answer>(
  request: Request,
  ask: (request: Request) => Promise<Answer>,
  hasPage: Promise<boolean>,
): Promise<Answer> {
  try {
    return await ask(request);
  } catch (error) {
    const choices = error instanceof CallFailed ? error.failure.dtypeChoices : undefined;
    if (!choices || request.assumeDtype || !(await hasPage)) throw error;
    const chosen = await vscode.window.showQuickPick([...choices], {
      title: vscode.l10n.t("Which dtype does this file hold?"),
      placeHolder: shortLine((error as Error).message, 300),
      ignoreFocusOut: true,
    });
    if (!chosen) throw error;
    return askingForDtype({ ...request, assumeDtype: chosen as Dtype }, ask, hasPage);
  }
}
