import type { PythonParser } from "../parse";
import type { CodeFinding } from "../rules/codeRule";
import { applyFixes } from "./applyFixes";
import { checkSource } from "./checkSource";
import type { CheckSettings } from "./severities";

export interface FixedSource {
  readonly text: string;
  /** Findings whose fixes are in the text; their places are in earlier states of it. */
  readonly fixed: readonly CodeFinding[];
  /** What is to be told of the text as it is now. */
  readonly left: readonly CodeFinding[];
}

/** Applies safe fixes until there are no more that can be. Null where the parser gives up on the text. */
export function fixSource(text: string, parser: PythonParser, settings?: CheckSettings): FixedSource | null {
  const all: CodeFinding[] = [];
  let now = text;
  for (let round = 0; ; round++) {
    const left = checkSource(now, parser, settings);
    if (!left) return null;
    const { text: after, fixed } = applyFixes(now, left);
    // Fixes that undo each other would never come to an end.
    if (fixed.length === 0 || round === MOST_ROUNDS) return { text: now, fixed: all, left };
    now = after;
    all.push(...fixed);
  }
}

const MOST_ROUNDS = 10;
