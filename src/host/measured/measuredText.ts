import { l10n } from "vscode";
import type { Picture } from "../../analysis/measured/gapPicture";
import { gapText, shortGapText } from "../../analysis/measured/gapText";
import type { Measured, MeasuredLayer } from "../../protocol/measured";
import { age } from "../runState";
import { markdownText, shortLine } from "../safeText";
import type { PlacedModules } from "./placedModules";

/** What is known besides of what is measured at a call. */
export interface Beside {
  /** What the first finding is about, in a few words. */
  readonly title: string;
  /** In milliseconds since 1970. */
  readonly now: number;
  /** The code may be other code than what was measured. */
  readonly stale: boolean;
  readonly picture: Picture | null;
  readonly links: readonly Link[];
}

export interface Link {
  readonly label: string;
  readonly command: string;
  readonly argument: unknown;
}

/** What was measured at a call, as Markdown: a bold line, a table of two columns, a picture, doubts, links. */
export function measuredMarkdown(placed: PlacedModules, measured: Measured, beside: Beside): string {
  const { title, now, picture, links } = beside;
  const [worst] = placed.layers;
  const { findings } = worst!;
  const rows: [label: string, text: string][] = [[KINDS[measured.kind], sourceText(measured, worst!, now)]];
  const gap = gapText(worst!);
  if (gap !== null) rows.push([l10n.t("Batches"), gap]);
  const [finding] = findings;
  if (finding) rows.push([l10n.t("Found"), `${SIGNS[finding.severity]} ${finding.code} ${markdownText(title)}`]);
  const table = ["| | |", "|:--|:--|", ...rows.map(([label, text]) => `| ${label}&nbsp;&nbsp; | ${text} |`)];
  const size = picture && `|width=${picture.width},height=${picture.height}`;
  return [
    `**${headline(placed)}**`,
    table.join("\n"),
    picture ? `![${markdownText(picture.text)}](${picture.uri}${size})` : "",
    ...doubts(placed, beside.stale).map((doubt) => `*${doubt}*`),
    links.map(linkMarkdown).join(" · "),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** The argument may be anything; a bracket would end the link. */
function linkMarkdown({ label, command, argument }: Link): string {
  const data = encodeURIComponent(JSON.stringify([argument]))
    .replaceAll("(", "%28")
    .replaceAll(")", "%29");
  return `[${label}](command:${command}?${data})`;
}

const KINDS: Readonly<Record<Measured["kind"], string>> = {
  run: l10n.t("Run"),
  checkpoint: l10n.t("Checkpoint"),
  capture: l10n.t("Capture"),
};

const SIGNS = { error: "$(error)", warning: "$(warning)", information: "$(info)", hint: "$(lightbulb)" } as const;

function headline({ layers, doubt }: PlacedModules): string {
  const name = markdownText(shortLine(layers[0]!.path));
  const sure = doubt === null;
  if (layers.length === 1) return sure ? l10n.t("Measured: {0}", name) : l10n.t("May be measured: {0}", name);
  const count = layers.length;
  switch (standing(layers[0]!)) {
    case "worst":
      return sure
        ? l10n.t("{0} modules, measured: worst {1}", count, name)
        : l10n.t("{0} modules, measured: may be worst {1}", count, name);
    case "farthest":
      return sure
        ? l10n.t("{0} modules, measured: farthest off {1}", count, name)
        : l10n.t("{0} modules, measured: may be farthest off {1}", count, name);
    case "any":
      return sure
        ? l10n.t("{0} modules, measured: such as {1}", count, name)
        : l10n.t("{0} modules, measured: may be such as {1}", count, name);
  }
}

function sourceText({ name, written, state }: Measured, { step }: MeasuredLayer, now: number): string {
  const parts = [
    markdownText(shortLine(name)),
    ...(step === null ? [] : [l10n.t("step {0}", step)]),
    ...(state === "exception" ? [l10n.t("ended by an exception")] : []),
    age(now - written),
  ];
  return parts.join(", ");
}

function doubts({ doubt, layers }: PlacedModules, stale: boolean): readonly string[] {
  const calls = doubt?.candidates ?? 0;
  const several =
    layers.length > 1
      ? l10n.t("One of {0} calls that may build them.", calls)
      : l10n.t("One of {0} calls that may build it.", calls);
  return [
    ...(calls > 1 ? [several] : []),
    ...(doubt ? [markdownText(doubt.reason)] : []),
    ...(stale ? [l10n.t("The file has changed since this was measured.")] : []),
  ];
}

/** "bn2: mean 0.3 σ off, step 80", for a line above code; null where it is not sure that this code builds it. */
export function measuredLine({ layers, doubt }: PlacedModules): string | null {
  if (doubt !== null) return null;
  const [worst] = layers;
  const said = `${shortLine(worst!.path, 40)}: ${factsOf(worst!).join(", ") || NOTHING}`;
  if (layers.length === 1) return said;
  switch (standing(worst!)) {
    case "worst":
      return l10n.t("{0} modules: worst {1}", layers.length, said);
    case "farthest":
      return l10n.t("{0} modules: farthest off {1}", layers.length, said);
    case "any":
      return l10n.t("{0} modules: such as {1}", layers.length, said);
  }
}

/** The same in what VS Code shows of a mark behind code, 43 characters: its line names the module. */
export function measuredMark({ layers, doubt }: PlacedModules): string | null {
  if (doubt !== null) return null;
  const facts = factsOf(layers[0]!).slice(0, 2).join(", ") || NOTHING;
  return layers.length === 1 ? facts : l10n.t("{0} modules: {1}", layers.length, facts);
}

const NOTHING = l10n.t("nothing found");

function factsOf(layer: MeasuredLayer): readonly string[] {
  const gap = shortGapText(layer);
  return [
    ...(gap === null ? [] : [gap]),
    ...layer.findings.slice(0, 1).map(({ code }) => code),
    ...(layer.step === null ? [] : [l10n.t("step {0}", layer.step)]),
  ];
}

/** Why it is this one of several that is named. */
function standing(layer: MeasuredLayer): "worst" | "farthest" | "any" {
  if (layer.findings.length > 0) return "worst";
  return shortGapText(layer) === null ? "any" : "farthest";
}
