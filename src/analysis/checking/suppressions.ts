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
  let blocks = 0;
  // Comments below each other are for the same line.
  let below = 0;
  for (const { startIndex, endIndex } of tree.rootNode.descendantsOfType("comment")) {
    for (const said of directivesIn(text, startIndex, endIndex)) {
      if (found.length === MOST) return { found, mistyped };
      if ("word" in said) {
        mistyped.push(said);
        continue;
      }
      const line = lineAt(starts, startIndex);
      if ((said.form === "disable" || said.form === "enable") && ++blocks > MOST_BLOCKS) continue;
      if (said.form === NEXT && below <= line) below = nextCode(text, starts, line);
      const alone = text.slice(starts[line], startIndex).trim() === "";
      found.push({ ...said, line: said.form === NEXT ? below : line, alone });
    }
  }
  return { found, mistyped };
}

type Directive = Omit<Suppression, "line" | "alone"> | Mistyped;

/** What one comment asks for; several comments may stand on one line, one behind the other. */
function directivesIn(text: string, start: number, end: number): readonly Directive[] {
  // A comment ends before "\n" for the parser, which leaves a "\r" in it.
  const comment = text.slice(start, end).trimEnd();
  return [...comment.matchAll(DIRECTIVE)].flatMap<Directive>(({ index, 0: said, 1: word, 2: ours, 3: others }) => {
    const at = start + index;
    const place = { start: at, end: at + said.length };
    const form = word === undefined ? "noqa" : FORMS.find((name) => name === word.toLowerCase());
    if (form === undefined) {
      const meant = ours !== undefined || /^(ignore|disable|enable)/i.test(word!);
      return meant ? [{ word: word!, place }] : [];
    }
    const codes = (ours ?? others ?? "").split(/[\s,]+/).filter((code) => code !== "");
    // Codes of other tools, and brackets with nothing in them, are not about anything here.
    if (form === "noqa" ? !codes.some(isOurs) : ours !== undefined && codes.length === 0) return [];
    const after = comment.slice(index + said.length);
    const whole = { start: at, end: place.end + (OTHER_COMMENT.exec(after)?.index ?? after.length) };
    return [{ form, codes, place, whole }];
  });
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
/** The next comment on the line; "#12" in a reason is none. */
const OTHER_COMMENT = /(?<=\s)#\s*[a-z]/i;
const MENTIONED = /#\s*(normscope\s*:|noqa\s*:)/i;
const DIRECTIVE =
  /#\s*(?:normscope\s*:\s*([a-z][a-z-]*)(?:\s*\[([^\][#]*)\])?|noqa\s*:\s*([a-z]+\d+(?:(?:\s*,\s*|\s+)[a-z]+\d+)*))/gi;

/** The first line after one that is neither empty nor a comment. */
function nextCode(text: string, starts: readonly number[], line: number): number {
  for (let next = line + 1; next < starts.length; next++) {
    if (!/^\s*(#|$)/.test(lineText(text, starts, next))) return next;
  }
  return line;
}
