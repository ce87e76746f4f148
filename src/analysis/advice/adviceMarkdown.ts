import { escapeText, pieceMarkdown } from "../hoverMarkdown";
import type { Piece } from "../hoverText";
import { CODE_RULES } from "../rules/rules";
import type { Advice, Ground, Point } from "./advice";
import type { AdvicePlace, Architecture } from "./place";

/**
 * Advice as a page. Text of any origin stays text.
 *
 * @param placeName what a person calls the place of an offset: "line 12", "cell 2, line 3"
 */
export function adviceMarkdown(advice: Advice, { name }: AdvicePlace, placeName: (at: number) => string): string {
  const { architecture, headline, code, why, placement, alternatives, unknown } = advice;
  const list = (title: string, points: readonly Point[]) =>
    section(
      title,
      points.map((one) => pointLine(one, placeName)),
    );
  const known = architecture?.grounds.map((ground) => groundMarkdown(ground, placeName)).join("; ");
  const kind = architecture ? `, a ${KINDS[architecture.value]} (${known})` : "";
  return [
    "# Which normalization fits here?",
    `For ${name === null ? "this file" : markdown([{ code: clean(name) }])}${kind}.`,
    `**${markdown(headline)}**`,
    code === null ? "" : `\`\`\`python\n${clean(code).replaceAll("```", "'''")}\n\`\`\``,
    list("Why", why),
    list("Where it goes", placement),
    list(advice.method === null ? "How to choose" : "When something else is better", alternatives),
    section("Not known", unknown.map(cleanMarkdown)),
  ]
    .filter((part) => part !== "")
    .join("\n\n")
    .concat("\n");
}

const KINDS: Readonly<Record<Architecture, string>> = {
  convolutional: "convolutional network",
  dense: "dense network",
  transformer: "transformer",
  recurrent: "recurrent network",
  graph: "graph network",
};

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : [`## ${title}`, lines.map((line) => `- ${line}`).join("\n")].join("\n\n");
}

function pointLine({ text, grounds }: Point, placeName: (at: number) => string): string {
  const known = [...new Set(grounds.map((ground) => groundMarkdown(ground, placeName)))];
  return known.length === 0 ? markdown(text) : `${markdown(text)} — ${known.join("; ")}`;
}

function groundMarkdown(ground: Ground, placeName: (at: number) => string): string {
  switch (ground.kind) {
    case "rule":
      return `[${ground.code}, ${escapeText(titleOf(ground.code))}](${ground.code}.md)`;
    case "source":
      return `[${escapeText(ground.label)}](${ground.url})`;
    case "study":
      return escapeText(ground.text);
    case "measurement":
      return `measured on ${escapeText(clean(ground.text))}`;
    case "code":
      return `${placeName(ground.at)}: ${markdown([{ code: clean(ground.code) }])}`;
    case "answer":
      return `your answer: ${escapeText(ground.text)}`;
  }
}

/** What a rule says, as its page has it. */
function titleOf(code: string): string {
  return `“${CODE_RULES.find((one) => one.code === code)?.title ?? code}”`;
}

function markdown(pieces: readonly Piece[]): string {
  return pieces.map(pieceMarkdown).join("");
}

/** With names from outside among them. */
function cleanMarkdown(pieces: readonly Piece[]): string {
  return markdown(pieces.map((piece) => (typeof piece === "string" ? piece : { code: clean(piece.code) })));
}

/** One short line without characters that hide or turn text. */
function clean(text: string): string {
  const line = text.replace(/\s+/g, " ").replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, "\ufffd");
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}

const LONGEST = 120;
