import type { ModelFacts } from "../model/facts";
import { modelFacts } from "../model/modelFacts";
import type { ParsedPython, PythonParser } from "../parse";
import { checkFacts } from "../rules/checkFacts";
import type { CodeFinding } from "../rules/codeRule";
import { gathered } from "../rules/gathered";
import { inCells } from "../rules/inCells";
import { type CheckSettings, DEFAULT_SETTINGS, isToldEverywhere, withSeverities } from "./severities";
import { suppress } from "./suppress";
import { suppressionsIn } from "./suppressions";
import { unusedSuppressions } from "./unusedSuppressions";

/** A file's statements run from the first to the last; who knows in which order a notebook's cells are run. */
export type CodeKind = "file" | "notebook";

/**
 * Everything to be told of a Python text, in the order of the text. Null where the parser gives up on it: it is too
 * long, or far from Python. Never throws.
 */
export function checkSource(
  text: string,
  parser: PythonParser,
  settings: CheckSettings = DEFAULT_SETTINGS,
  kind: CodeKind = "file",
): readonly CodeFinding[] | null {
  const file = parser.parse(text);
  if (!file) return null;
  try {
    return checkParsed(file, settings, modelFacts(file), kind);
  } finally {
    file.dispose();
  }
}

/** The same for a file that is parsed already, and whose facts may be known. */
export function checkParsed(
  file: ParsedPython,
  settings: CheckSettings = DEFAULT_SETTINGS,
  facts: ModelFacts = modelFacts(file),
  kind: CodeKind = "file",
): readonly CodeFinding[] {
  const found = kind === "notebook" ? inCells(checkFacts(facts)) : checkFacts(facts);
  const { found: suppressions, mistyped } = suppressionsIn(file.text, file.tree);
  const { left, needed } = suppress(found, suppressions, file.text, facts.syntax);
  return withSeverities(
    [...gathered(facts, left, (code) => !isToldEverywhere(code, settings)), ...unused()].sort(byPlace),
    settings,
  );

  // Not everything is found in code that does not parse: what nothing needs there may well be needed.
  function unused(): readonly CodeFinding[] {
    if ((suppressions.length === 0 && mistyped.length === 0) || file.tree.rootNode.hasError) return [];
    const of = unusedSuppressions(file.text, suppressions, mistyped, needed);
    return suppress(of, suppressions, file.text, facts.syntax).left;
  }
}

function byPlace(a: CodeFinding, b: CodeFinding): number {
  return a.range.start - b.range.start || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
}
