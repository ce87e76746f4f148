import type { Tree } from "web-tree-sitter";
import type { Place } from "../model/facts";
import { lineAt, lineStarts, lineText } from "./textLines";

/** What a comment asks not to be told. */
export interface Suppression {
  readonly form: "ignore" | "ignore-next-line" | "ignore-file" | "disable" | "enable" | "noqa";
  /** Codes and families in the order of the text; none where it is meant for every finding. */
  readonly codes: readonly string[];
  /** From `#` to the end of its codes. */
  readonly place: Place;
  /** The same with the reason that follows, as far as the next `#` or the comment's end. */
  readonly whole: Place;
  /** From 0: the line that it stands on, or for `ignore-next-line` the next one with code. */
  readonly line: number;
  /** There is nothing but the comment on its line. */
  readonly alone: boolean;
}

/** A comment that looks like a suppression and is none. */
export interface Mistyped {
  readonly word: string;
  readonly place: Place;
}

/** The suppressions in a file, from its comments alone: a text that reads like one is none. */
export function suppressionsIn(
  text: string,
  tree: Tree,
): { found: readonly Suppression[]; mistyped: readonly Mistyped[] } {
  const found: Suppression[] = [];
  const mistyped: Mistyped[] = [];
  if (!MENTIONED.test(text)) return { found, mistyped };
  const starts = lineStarts(text);
  // Comments below each other are for the same line.
  let below = 0;
  let blocks = 0;
  const comments = tree.rootNode.descendantsOfType("comment");
  for (const { startIndex: start, endIndex: end } of comments) {
    // A comment ends before "\n" for the parser, which leaves a "\r" in it.
    const comment = text.slice(start, end).trimEnd();
    if (!MENTIONED.test(comment)) continue;
    const line = lineAt(starts, start);
    const alone = text.slice(starts[line], start).trim() === "";
    for (const match of comment.matchAll(DIRECTIVE)) {
      const [said, word, ours, others] = match;
      const at = start + match.index;
      const place = { start: at, end: at + said.trimEnd().length };
      const form = word === undefined ? "noqa" : FORMS.find((name) => name === word.toLowerCase());
      if (found.length === MOST) return { found, mistyped };
      if (form === undefined) {
        if (ours !== undefined || /^(ignore|disable|enable)/i.test(word!)) mistyped.push({ word: word!, place });
        continue;
      }
      const codes = codesIn(ours ?? others ?? "");
      // Codes of other tools, and brackets with nothing in them, are not about anything here.
      if (form === "noqa" ? !codes.some(isOurs) : ours !== undefined && codes.length === 0) continue;
      if ((form === "disable" || form === "enable") && ++blocks > MOST_BLOCKS) continue;
      if (form === NEXT && below <= line) below = nextCode(text, starts, line);
      const next = comment.indexOf("#", match.index + said.length);
      const whole = { start: at, end: start + (next < 0 ? comment.length : next) };
      found.push({ form, codes, place, whole, line: form === NEXT ? below : line, alone });
    }
  }
  return { found, mistyped };
}

/** Whether a code in a comment is one of this tool's. */
export function isOurs(code: string): boolean {
  return /^NRM/i.test(code);
}

/** More are none that anyone wrote. */
const MOST = 10_000;
const MOST_BLOCKS = 1_000;
const NEXT = "ignore-next-line";
const FORMS = ["ignore", NEXT, "ignore-file", "disable", "enable"] as const;
const MENTIONED = /#\s*(normscope\s*:|noqa\s*:)/i;
const DIRECTIVE =
  /#\s*(?:normscope\s*:\s*([a-z][a-z-]*)(?:\s*\[([^\][#]*)\])?|noqa\s*:\s*([a-z]+\d+(?:(?:\s*,\s*|\s+)[a-z]+\d+)*))/gi;

function codesIn(list: string): readonly string[] {
  return list.split(/[\s,]+/).filter((code) => code !== "");
}

/** The first line after one that is neither empty nor a comment. */
function nextCode(text: string, starts: readonly number[], line: number): number {
  for (let next = line + 1; next < starts.length; next++) {
    if (!/^\s*(#|$)/.test(lineText(text, starts, next))) return next;
  }
  return line;
}
