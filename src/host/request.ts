import * as vscode from "vscode";
import { l10n } from "vscode";
import type { Convention } from "../engine/convention";
import type { ProfileRequest } from "../protocol/engineApi";
import { pathOf } from "./paths";

const DEFAULT_MOMENTUM = { pytorch: 0.1, keras: 0.99 };
/** NumPy's limit, the highest of all frameworks. */
const MOST_AXES = 64;

/** What to profile these files and folders with, as the settings have it. */
export function requestFor(uris: readonly vscode.Uri[]): ProfileRequest {
  const settings = vscode.workspace.getConfiguration("normscope.profile", uris[0]);
  const convention = chosen(settings, "momentumConvention", isConvention) ?? "pytorch";
  const momentum = chosen(settings, "momentum", isMomentum);
  const channelAxis = chosen(settings, "channelAxis", isAxis) ?? null;
  return {
    paths: uris.map(pathOf),
    momentum: momentum === undefined ? DEFAULT_MOMENTUM[convention] : momentum,
    convention,
    ...(channelAxis === null ? {} : { channelAxis }),
  };
}

/** A setting that somebody has set to something that it can be; defaults may depend on other settings. */
function chosen<T>(
  settings: vscode.WorkspaceConfiguration,
  name: string,
  isOne: (value: unknown) => value is T,
): T | undefined {
  const setting = settings.inspect<unknown>(name);
  const value = setting?.workspaceFolderValue ?? setting?.workspaceValue ?? setting?.globalValue;
  if (value === undefined || isOne(value)) return value;
  warn(name, value);
  return undefined;
}

function isConvention(value: unknown): value is Convention {
  return typeof value === "string" && Object.hasOwn(DEFAULT_MOMENTUM, value);
}

function isMomentum(value: unknown): value is number | null {
  return value === null || (typeof value === "number" && value >= 0 && value <= 1);
}

function isAxis(value: unknown): value is number | null {
  return value === null || (Number.isInteger(value) && Math.abs(value as number) <= MOST_AXES);
}

const warned = new Set<string>();

/** Once for each value: settings are read often. */
function warn(name: string, value: unknown): void {
  const shown = JSON.stringify(value).slice(0, 40);
  const line = l10n.t(
    "The setting normscope.profile.{0} cannot be {1}. Normscope goes on with what it is by default.",
    name,
    shown,
  );
  if (!warned.has(line)) void vscode.window.showWarningMessage(line);
  warned.add(line);
}
