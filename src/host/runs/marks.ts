import * as vscode from "vscode";
import { type LayerHealth, SEVERITIES, type Severity } from "../../protocol/runHealth";

/** How a layer or a run does, in a word that goes with its sign. */
export interface Mark {
  readonly word: string;
  readonly icon: vscode.ThemeIcon;
}

export const HEALTHY: Mark = mark(vscode.l10n.t("healthy"), "pass", "testing.iconPassed");

const MARKS: Readonly<Record<Severity | "healthy", Mark>> = {
  error: mark(vscode.l10n.t("error"), "error", "list.errorForeground"),
  warning: mark(vscode.l10n.t("warning"), "warning", "list.warningForeground"),
  information: mark(vscode.l10n.t("information"), "info", "notificationsInfoIcon.foreground"),
  hint: mark(vscode.l10n.t("hint"), "lightbulb", "notificationsInfoIcon.foreground"),
  healthy: HEALTHY,
};

export const UNREAD: Mark = { word: vscode.l10n.t("not read yet"), icon: new vscode.ThemeIcon("circle-outline") };
export const UNREADABLE: Mark = mark(vscode.l10n.t("unreadable"), "error", "list.errorForeground");

/** The sign of a layer. */
export function layerMark({ severity }: LayerHealth): Mark {
  return MARKS[severity ?? "healthy"];
}

/** The sign of a run: its worst layer's. */
export function worstMark(layers: readonly LayerHealth[]): Mark {
  const worst = SEVERITIES.find((severity) => layers.some((layer) => layer.severity === severity));
  return MARKS[worst ?? "healthy"];
}

function mark(word: string, icon: string, color: string): Mark {
  return { word, icon: new vscode.ThemeIcon(icon, new vscode.ThemeColor(color)) };
}
