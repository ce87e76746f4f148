import * as vscode from "vscode";
import type { Convention } from "../engine/convention";
import type { ProfileRequest } from "../protocol/engineApi";

const DEFAULT_MOMENTUM = { pytorch: 0.1, keras: 0.99 };

/** What to profile these files and folders with, as the settings have it. */
export function requestFor(uris: readonly vscode.Uri[]): ProfileRequest {
  const settings = vscode.workspace.getConfiguration("normscope.profile", uris[0]);
  const convention = settings.get<Convention>("momentumConvention", "pytorch");
  const momentum = chosen<number | null>(settings.inspect("momentum"));
  const channelAxis = settings.get<number | null>("channelAxis", null);
  return {
    paths: uris.map((uri) => uri.fsPath),
    momentum: momentum === undefined ? DEFAULT_MOMENTUM[convention] : momentum,
    convention,
    ...(channelAxis === null ? {} : { channelAxis }),
  };
}

/** A setting that somebody has set; its default depends on the convention. */
function chosen<T>(setting: ReturnType<vscode.WorkspaceConfiguration["inspect"]>): T | undefined {
  return (setting?.workspaceFolderValue ?? setting?.workspaceValue ?? setting?.globalValue) as T | undefined;
}
