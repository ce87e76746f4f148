import * as vscode from "vscode";
import type { LayerHealth, LoggedHealth } from "../../protocol/runHealth";
import type { RunFolder } from "../runFolder";
import { age, type RunState, runState } from "../runState";
import { markdownText, oneLine, shortLine } from "../safeText";
import type { Known } from "./healthQueue";
import { HEALTHY, layerMark, type Mark, UNREAD, UNREADABLE, worstMark } from "./marks";

/** What the commands on the view's items get. */
export type RunElement =
  | RunHandle
  | { readonly kind: "layer"; readonly path: string; readonly health: LayerHealth }
  | { readonly kind: "more"; readonly left: number };

/** Stands for a run as long as its folder is there, whatever is written to it: VS Code then renews it alone. */
export interface RunHandle {
  readonly kind: "run";
  readonly path: string;
}

/** A run as it is listed. */
export interface NamedRun {
  /** As short as it can be told from others. */
  readonly name: string;
  readonly run: RunFolder;
}

const STATES: Readonly<Record<RunState, string>> = {
  running: vscode.l10n.t("running"),
  silent: vscode.l10n.t("killed or silent"),
  finished: vscode.l10n.t("finished"),
  exception: vscode.l10n.t("exception"),
};

/** A run in the view. @param now in milliseconds since 1970 */
export function runItem(handle: RunHandle, { name, run }: NamedRun, known: Known, now: number): vscode.TreeItem {
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(oneLine(name), known && "failed" in known ? None : Collapsed);
  const mark = markOf(known);
  const facts = factsOf(run, known, now);
  item.id = run.path;
  item.iconPath = mark.icon;
  item.description = facts.join(" · ");
  item.tooltip = runTooltip({ name, run }, known, facts);
  item.contextValue = "normscope.run";
  item.command = { command: "normscope.openRun", title: vscode.l10n.t("Open"), arguments: [handle] };
  item.accessibilityInformation = { label: [oneLine(name), mark.word, ...facts].join(", ") };
  return item;
}

function markOf(known: Known): Mark {
  if (known === undefined) return UNREAD;
  return "failed" in known ? UNREADABLE : worstMark(known.layers);
}

function factsOf(run: RunFolder, known: Known, now: number): readonly string[] {
  const written = age(now - run.written);
  if (known === undefined) return [written];
  if ("failed" in known) return [vscode.l10n.t("cannot be read"), written];
  const mark = worstMark(known.layers);
  const state = STATES[runState(known, run.written, now)];
  const steps = known.steps === 1 ? vscode.l10n.t("1 step") : vscode.l10n.t("{0} steps", formatCount(known.steps));
  return [...(mark === HEALTHY ? [] : [mark.word]), state, steps, written];
}

function runTooltip({ name, run }: NamedRun, known: Known, facts: readonly string[]): vscode.MarkdownString {
  const lines = [`**${markdownText(name)}**`, facts.map(markdownText).join(" · ")];
  if (known !== undefined && "failed" in known) lines.push(markdownText(known.failed));
  else if (known !== undefined) lines.push(...runLines(known));
  lines.push(markdownText(run.path));
  return new vscode.MarkdownString(lines.join("\n\n"));
}

/** So many layers of a run are named in its tooltip; all are below it in the view. */
const MOST_NAMED = 10;

function runLines({ layers, findings, every, exception }: LoggedHealth): readonly string[] {
  const ill = layers.filter(({ severity }) => severity !== null);
  const named = ill.slice(0, MOST_NAMED).map((layer) => {
    return `- ${layerMark(layer).word}: **${markdownText(shortLine(layer.name))}**: ${markdownText(layer.messages[0]!)}`;
  });
  const left = ill.length - MOST_NAMED;
  if (left > 0)
    named.push(`- ${left === 1 ? vscode.l10n.t("and 1 more layer") : vscode.l10n.t("and {0} more layers", left)}`);
  const logged =
    every === 1
      ? vscode.l10n.t("Every step is logged.")
      : vscode.l10n.t("One step in {0} is logged.", formatCount(every));
  return [
    ...(exception === null ? [] : [vscode.l10n.t("Ended with {0}.", markdownText(shortLine(exception)))]),
    named.length > 0 ? named.join("\n") : vscode.l10n.t("Nothing is wrong with its layers, as far as the log shows."),
    ...findings.map(({ message }) => markdownText(message)),
    logged,
  ];
}

/** A layer of a run. */
export function layerItem(element: RunElement & { kind: "layer" }): vscode.TreeItem {
  const { path, health } = element;
  const item = new vscode.TreeItem(shortLine(health.name));
  const mark = layerMark(health);
  const first = health.messages[0];
  item.id = `${path}\n${health.name}`;
  item.iconPath = mark.icon;
  item.description = first === undefined ? mark.word : shortFinding(first);
  item.tooltip = new vscode.MarkdownString(
    [
      `**${markdownText(health.name)}**`,
      ...(first === undefined ? [vscode.l10n.t("Nothing is wrong with it, as far as the log shows.")] : []),
      ...health.messages.map((message) => `- ${markdownText(message)}`),
    ].join("\n\n"),
  );
  item.contextValue = "normscope.layer";
  item.command = { command: "normscope.openRun", title: vscode.l10n.t("Open"), arguments: [element] };
  item.accessibilityInformation = { label: [shortLine(health.name), mark.word, ...health.messages].join(", ") };
  return item;
}

/** A finding's first sentence: the rest is its numbers and what follows. */
function shortFinding(message: string): string {
  const text = oneLine(message);
  const end = text.search(/[.:;] /);
  return end < 0 ? text : text.slice(0, end);
}

/** What stands where a list is cut. */
export function moreItem({ left }: RunElement & { kind: "more" }): vscode.TreeItem {
  const item = new vscode.TreeItem(
    left === 1
      ? vscode.l10n.t("Show more (1 older run)")
      : vscode.l10n.t("Show more ({0} older runs)", formatCount(left)),
  );
  item.id = "more";
  item.iconPath = new vscode.ThemeIcon("ellipsis");
  item.command = { command: "normscope.showMoreRuns", title: vscode.l10n.t("Show more") };
  return item;
}

function formatCount(count: number): string {
  return count.toLocaleString("en");
}
