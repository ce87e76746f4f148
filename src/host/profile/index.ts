import type * as vscode from "vscode";
import type { PanelContext } from "../panel";
import { registerTensorCommand } from "../tensorCommand";

/** The command "Normscope: Profile Activations" and its panels. */
export function registerProfile(context: PanelContext): vscode.Disposable {
  return registerTensorCommand(context, "normscope.profile", "Profile Activations", {
    type: "normscope.profile",
    verb: "Profile",
    script: "panel.js",
    ask: (engine, request, options) => engine.profile(request, options),
  });
}
