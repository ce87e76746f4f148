import * as vscode from "vscode";
import type { ProfileRequest } from "../../protocol/engineApi";
import type { OnnxRequest } from "../../protocol/onnx";
import { notOnDisk } from "../notOnDisk";
import { openPanel, panelSerializer } from "../panel";
import type { PanelContext, PanelKind } from "../panelKind";
import { requestFor } from "../request";
import { tellFailure } from "../tellFailure";
import { allowRunning, refusal } from "./allowRunning";
import { askForInputs } from "./askForInputs";
import { askForModel } from "./askForModel";
import { askForTensors } from "./askForTensors";
import { findOrOfferRuntime, findRuntime } from "./findRuntime";
import { describeModel, runModel } from "./onnxThread";

/** A profile of a model: `paths` is it alone. */
interface ModelRequest extends ProfileRequest {
  readonly run: OnnxRequest;
}

/**
 * The command "Normscope: Profile ONNX Model" and its panels.
 *
 * @param memory of the workspace
 */
export function registerOnnx(context: PanelContext, memory: vscode.Memento): vscode.Disposable {
  const script = vscode.Uri.joinPath(context.dist, "onnx.mjs").fsPath;
  const kind: PanelKind<ModelRequest> = {
    type: "normscope.onnx",
    title: (files) => vscode.l10n.t("Profile: {0}", files),
    script: "panel.js",
    // Panels that VS Code restores come here without the command, and so without its questions.
    ask: (_engine, { run }, options) => {
      const refused = refusal(memory);
      if (refused !== null) throw new Error(refused);
      // What is chosen in the settings holds when a panel is restored, too.
      return runModel(script, { ...run, ...(nativeRuntime() ?? { wasm: findRuntime(context.dist) }) }, options);
    },
    key: ({ run }) => run,
  };
  const profile = async (clicked?: vscode.Uri) => {
    const model = clicked ?? (await askForModel());
    if (!model || !(await allowRunning(memory))) return;
    if (!nativeRuntime() && (await findOrOfferRuntime(context.dist)) === null) return;
    const run = await askForRun(script, model);
    if (run) openPanel(context, kind, { ...requestFor([model]), run });
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand("normscope.profileModel", (clicked?: vscode.Uri) =>
      profile(clicked).catch(
        (error: Error) => void tellFailure(context.log, vscode.l10n.t("Normscope: {0}", error.message), error),
      ),
    ),
    vscode.window.registerWebviewPanelSerializer(kind.type, panelSerializer(context, kind)),
  );
}

/** A machine's setting: no workspace can name code to be loaded. */
function nativeRuntime(): Pick<OnnxRequest, "native"> | null {
  const set = vscode.workspace.getConfiguration("normscope.onnx").get<unknown>("nativeRuntime");
  const native = typeof set === "string" ? set.trim() : "";
  return native ? { native } : null;
}

/** What to run a model with, as a person says; undefined where that was given up. */
async function askForRun(script: string, model: vscode.Uri): Promise<OnnxRequest | undefined> {
  if (model.scheme !== "file") throw new Error(notOnDisk(model));
  const description = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t("Reading the model") },
    () => describeModel(script, model.fsPath),
  );
  const fed = await askForInputs(description, model);
  const tensors = fed && (await askForTensors(description));
  if (!fed || !tensors) return undefined;
  const axis = requestFor([model]).channelAxis;
  return { path: model.fsPath, ...fed, tensors, ...(axis === undefined || axis === 0 ? {} : { channelAxis: axis }) };
}
