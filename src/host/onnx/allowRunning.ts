import * as vscode from "vscode";

const ALLOWED = "normscope.onnx.allowed";
const UNTRUSTED = vscode.l10n.t("Models are run in trusted workspaces only: trust this one first.");

/** Why no model is run here as things stand; null where it may be. */
export function refusal(memory: vscode.Memento): string | null {
  if (!vscode.workspace.isTrusted) return UNTRUSTED;
  if (memory.get<boolean>(ALLOWED) !== true)
    return vscode.l10n.t(
      "Models of this workspace have not been allowed to run: the command Profile ONNX Model asks you.",
    );
  return null;
}

/** Asks once a workspace whether its models may be run. @throws where the workspace is not trusted */
export async function allowRunning(memory: vscode.Memento): Promise<boolean> {
  if (!vscode.workspace.isTrusted) throw new Error(UNTRUSTED);
  if (memory.get<boolean>(ALLOWED) === true) return true;
  const run = vscode.l10n.t("Run Models");
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t("Run ONNX models of this workspace?"),
    {
      modal: true,
      detail: vscode.l10n.t(
        "ONNX Runtime computes what a model's graph says, on inputs that you choose and on this machine. Run only models that you trust. Normscope asks once a workspace.",
      ),
    },
    run,
  );
  if (chosen !== run) return false;
  await memory.update(ALLOWED, true);
  return true;
}
