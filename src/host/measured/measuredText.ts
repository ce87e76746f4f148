import type { Picture } from "../../analysis/measured/gapPicture";
import { gapText, shortGapText } from "../../analysis/measured/gapText";
import type { Measured, MeasuredLayer } from "../../protocol/measured";
import { age } from "../runState";
import { markdownText, shortLine } from "../safeText";
import type { PlacedModules } from "./placedModules";

/** What is known besides of what is measured at a call. */
export interface Beside {
  readonly titleOf: (code: string) => string;
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
  const { titleOf, now, picture, links } = beside;
  const [worst] = placed.layers;
  const { findings } = worst!;
  const rows: [label: string, text: string][] = [[KINDS[measured.kind], sourceText(measured, worst!, now)]];
  const gap = gapText(worst!);
  if (gap !== null) rows.push(["Batches", gap]);
  const [finding] = findings;
  if (finding)
    rows.push(["Found", `${SIGNS[finding.severity]} ${finding.code} ${markdownText(titleOf(finding.code))}`]);
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

const KINDS: Readonly<Record<Measured["kind"], string>> = { run: "Run", checkpoint: "Checkpoint", capture: "Capture" };

const SIGNS = { error: "$(error)", warning: "$(warning)", information: "$(info)", hint: "$(lightbulb)" } as const;

function headline({ layers, doubt }: PlacedModules): string {
  const name = markdownText(shortLine(layers[0]!.path));
  const may = doubt === null ? "" : "may be ";
  if (layers.length === 1) return `${may === "" ? "Measured" : "May be measured"}: ${name}`;
  return `${layers.length} modules, measured: ${may}${isIll(layers[0]!) ? "worst " : "such as "}${name}`;
}

function isIll({ findings }: MeasuredLayer): boolean {
  return findings.length > 0;
}

function sourceText({ name, written, state }: Measured, { step }: MeasuredLayer, now: number): string {
  const parts = [
    markdownText(shortLine(name)),
    ...(step === null ? [] : [`step ${step}`]),
    ...(state === "exception" ? ["ended by an exception"] : []),
    age(now - written),
  ];
  return parts.join(", ");
}

function doubts({ doubt, layers }: PlacedModules, stale: boolean): readonly string[] {
  const one = layers.length > 1 ? "them" : "it";
  return [
    ...(doubt && doubt.candidates > 1 ? [`One of ${doubt.candidates} calls that may build ${one}.`] : []),
    ...(doubt ? [markdownText(doubt.reason)] : []),
    ...(stale ? ["The file has changed since this was measured."] : []),
  ];
}

/** "bn2: mean 0.3 σ off, step 80", for a line beside or above code; null where there is nothing to say in so little room. */
export function measuredLine({ layers, doubt }: PlacedModules): string | null {
  if (doubt !== null) return null;
  const [worst] = layers;
  const { path, step, findings } = worst!;
  const gap = shortGapText(worst!);
  const facts = [
    ...(gap === null ? [] : [gap]),
    ...(findings.length === 0 ? [] : [findings[0]!.code]),
    ...(step === null ? [] : [`step ${step}`]),
  ];
  const name = shortLine(path, 40);
  const said = `${name}: ${facts.length === 0 ? "nothing found" : facts.join(", ")}`;
  if (layers.length === 1) return said;
  return `${layers.length} modules: ${isIll(worst!) ? "worst" : "such as"} ${said}`;
}
