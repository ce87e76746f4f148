import * as vscode from "vscode";
import type { Dtype } from "../../engine/tensor";
import type { ProfileRequest } from "../../protocol/engineApi";
import { CallFailed } from "../../protocol/rpc";
import type { Engine, JobOptions } from "../engine";

/** Profiles into a report as JSON; where a file has lost its dtype, asks for it and tries again. */
export async function profileAskingForDtype(
  engine: Engine,
  request: ProfileRequest,
  options: JobOptions,
): Promise<string> {
  try {
    return await engine.profile(request, options);
  } catch (error) {
    const choices = error instanceof CallFailed ? error.failure.dtypeChoices : undefined;
    if (!choices || request.assumeDtype) throw error;
    const chosen = await vscode.window.showQuickPick([...choices], {
      title: "Which dtype does this file hold?",
      placeHolder: (error as Error).message,
      ignoreFocusOut: true,
    });
    if (!chosen) throw error;
    return profileAskingForDtype(engine, { ...request, assumeDtype: chosen as Dtype }, options);
  }
}
