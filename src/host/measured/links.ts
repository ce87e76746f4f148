import * as vscode from "vscode";
import type { Ground } from "../../analysis/measured/gapPicture";
import type { ProfileRequest } from "../../protocol/engineApi";
import type { MeasuredLayer } from "../../protocol/measured";
import type { Latest } from "./latest";
import type { Link } from "./measuredText";
import type { PlacedModules } from "./placedModules";

export const SHOW = "normscope.showMeasured";
export const EXPLAIN = "normscope.explainFinding";
export const CHOOSE = "normscope.chooseMeasuredRun";

/** What can be done about what was measured at a call. */
export function linksOf({ layers }: PlacedModules): readonly Link[] {
  const [worst] = layers;
  const codes = worst!.findings.slice(0, 1).map(({ code }) => code);
  return [
    { label: vscode.l10n.t("Show in panel"), command: SHOW, argument: worst!.path },
    ...codes.map((code) => ({ label: vscode.l10n.t("Explain {0}", code), command: EXPLAIN, argument: code })),
    { label: vscode.l10n.t("Choose run…"), command: CHOOSE, argument: null },
  ];
}

/** Opens the panel of what was measured, at a layer. */
export async function showInPanel({ measured, request }: Latest, path: unknown): Promise<void> {
  const layer = measured.layers.find((one) => one.path === path);
  await openPanel(request, measured.kind === "checkpoint" ? null : (layer ?? null));
}

/** A checkpoint's layers stand in an editor of their own, as its tensors do. */
async function openPanel({ paths }: ProfileRequest, layer: MeasuredLayer | null): Promise<void> {
  const uris = paths.map((path) => vscode.Uri.file(path));
  const choice = layer?.name ? { layer: layer.name } : undefined;
  await vscode.commands.executeCommand("normscope.profile", uris[0], uris, choice);
}

export function groundOf({ kind }: vscode.ColorTheme): Ground {
  const { HighContrast, HighContrastLight, Light } = vscode.ColorThemeKind;
  return kind === HighContrast
    ? "contrast"
    : kind === HighContrastLight
      ? "contrast-light"
      : kind === Light
        ? "light"
        : "dark";
}
