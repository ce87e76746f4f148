import * as vscode from "vscode";
import { groupBy } from "../../../analysis/groupBy";
import { SEVERITIES, type Severity } from "../../../check/checked";
import type { PlacedFinding } from "../../../check/checkedFile";
import { oneLine, shortLine } from "../../safeText";
import type { WorkspaceFindings } from "./checkFiles";

/** What stands in the view: rules, and below each the places where it found something. */
export type FindingElement =
  | { readonly kind: "rule"; readonly code: string; readonly places: readonly FoundPlace[] }
  | { readonly kind: "place"; readonly found: FoundPlace };

export interface FoundPlace {
  readonly uri: vscode.Uri;
  readonly finding: PlacedFinding;
}

export interface FindingsTree extends vscode.TreeDataProvider<FindingElement> {
  set(findings: WorkspaceFindings | null): void;
}

/** @param titleOf what a code is about, in a few words */
export function createFindingsTree(titleOf: (code: string) => Promise<string>): FindingsTree {
  const changed = new vscode.EventEmitter<undefined>();
  let rules: readonly FindingElement[] = [];
  return {
    onDidChangeTreeData: changed.event,
    getChildren(element) {
      if (!element) return [...rules];
      return element.kind === "rule" ? element.places.map((found) => ({ kind: "place", found })) : [];
    },
    getTreeItem: async (element) =>
      element.kind === "rule" ? ruleItem(element, await titleOf(element.code)) : placeItem(element.found),
    set(findings) {
      rules = findings ? byRule(findings) : [];
      changed.fire(undefined);
    },
  };
}

/** The gravest rules first. */
function byRule({ files }: WorkspaceFindings): readonly FindingElement[] {
  const places = files.flatMap(({ uri, file }) => file.findings.map((finding): FoundPlace => ({ uri, finding })));
  const groups = groupBy(places, ({ finding }) => finding.code);
  return [...groups]
    .map(([code, places]) => ({ kind: "rule" as const, code, places }))
    .sort((a, b) => gravity(a) - gravity(b) || (a.code < b.code ? -1 : 1));
}

/** 0 is the gravest. */
function gravity({ places }: { readonly places: readonly FoundPlace[] }): number {
  return SEVERITIES.indexOf(worst(places));
}

function worst(places: readonly FoundPlace[]): Severity {
  return SEVERITIES.find((severity) => places.some(({ finding }) => finding.severity === severity)) ?? "hint";
}

const ICONS: Readonly<Record<Severity, vscode.ThemeIcon>> = {
  error: new vscode.ThemeIcon("error", new vscode.ThemeColor("list.errorForeground")),
  warning: new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground")),
  information: new vscode.ThemeIcon("info", new vscode.ThemeColor("notificationsInfoIcon.foreground")),
  hint: new vscode.ThemeIcon("lightbulb", new vscode.ThemeColor("notificationsInfoIcon.foreground")),
};

/** As screen readers say it. */
const WORDS: Readonly<Record<Severity, string>> = {
  error: vscode.l10n.t("error"),
  warning: vscode.l10n.t("warning"),
  information: vscode.l10n.t("information"),
  hint: vscode.l10n.t("hint"),
};

function ruleItem({ code, places }: FindingElement & { kind: "rule" }, title: string): vscode.TreeItem {
  const item = new vscode.TreeItem(code, vscode.TreeItemCollapsibleState.Collapsed);
  const severity = worst(places);
  item.id = code;
  item.description = `${places.length.toLocaleString("en")} · ${title}`;
  item.iconPath = ICONS[severity];
  item.tooltip = `${code}: ${title}`;
  item.contextValue = "normscope.rule";
  item.accessibilityInformation = {
    label: vscode.l10n.t("{0}: {1}, {2}, {3} found", WORDS[severity], title, code, places.length),
  };
  return item;
}

function placeItem(found: FoundPlace): vscode.TreeItem {
  const { uri, finding } = found;
  const name = shortLine(uri.path.split("/").at(-1) ?? "");
  const message = shortLine(finding.message, 500);
  const { cell, line } = finding.at;
  const at = (file: string) =>
    cell === null ? `${file}:${line}` : vscode.l10n.t("{0} cell {1}, line {2}", file, cell, line);
  const item = new vscode.TreeItem(at(name));
  item.description = message;
  item.tooltip = `${at(oneLine(vscode.workspace.asRelativePath(uri)))}\n${message}`;
  item.contextValue = "normscope.finding";
  item.command = { command: "normscope.openFinding", title: vscode.l10n.t("Open"), arguments: [found] };
  item.accessibilityInformation = { label: `${at(name)}: ${message}` };
  return item;
}
