import type { FilesAround } from "../flow/walk";
import { modelFacts } from "../model/modelFacts";
import type { PythonParser } from "../parse";
import type { CodeFinding } from "../rules/codeRule";
import { applyFixes } from "./applyFixes";
import { checkParsed } from "./checkSource";
import type { CheckSettings } from "./severities";

export interface FixedSource {
  readonly text: string;
  /** Findings whose fixes are in the text; their places are in earlier states of it. */
  readonly fixed: readonly CodeFinding[];
  /** What is to be told of the text as it is now. */
  readonly left: readonly CodeFinding[];
}

/**
 * Applies safe fixes until there are no more that can be. A text with syntax errors is left alone, and so is one that
 * would have some afterwards. Null where the parser gives up on the text.
 */
export function fixSource(
  text: string,
  parser: PythonParser,
  settings?: CheckSettings,
  files?: FilesAround,
): FixedSource | null {
  let best = readSource(text, parser, settings, files);
  if (!best || best.broken) return best && { text, fixed: [], left: best.left };
  const all: CodeFinding[] = [];
  let now = text;
  // Fixes that undo each other would never come to an end.
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const applied = applyFixes(now, best.left);
    const after = applied.fixed.length === 0 ? null : readSource(applied.text, parser, settings, files);
    if (!after || after.broken) break;
    best = after;
    now = applied.text;
    all.push(...applied.fixed);
  }
  return { text: now, fixed: all, left: best.left };
}

const MOST_ROUNDS = 10;

function readSource(text: string, parser: PythonParser, settings?: CheckSettings, files?: FilesAround) {
  const file = parser.parse(text);
  if (!file) return null;
  try {
    return { left: checkParsed(file, settings, modelFacts(file, files)), broken: file.tree.rootNode.hasError };
  } finally {
    file.dispose();
  }
}
