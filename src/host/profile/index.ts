import * as vscode from "vscode";
import type { ProfileRequest } from "../../protocol/engineApi";
import { PROFILED_FILES } from "../../protocol/tensorFiles";
import { type PanelContext, type PanelKind, PROFILE_PANEL } from "../panelKind";
import { registerTensorCommand } from "../tensorCommand";

/** The command "Normscope: Profile Activations" and its panels. */
export function registerProfile(context: PanelContext): vscode.Disposable {
  const kind: PanelKind<ProfileRequest> = {
    type: PROFILE_PANEL,
    title: (files) => vscode.l10n.t("Profile: {0}", files),
    script: "panel.js",
    ask: "follow",
  };
  return registerTensorCommand(
    context,
    "normscope.profile",
    vscode.l10n.t("Profile Activations"),
    kind,
    PROFILED_FILES,
  );
}
