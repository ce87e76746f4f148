import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { splitCases } from "../caseFiles";

/** Python that a rule is tried on. */
export interface Case {
  readonly title: string;
  readonly code: string;
  /** What must be found, by line (from 1): severity and a part of the message where the case says so. */
  readonly expected: readonly Expected[];
}

export interface Expected {
  readonly line: number;
  readonly severity: string | null;
  readonly message: string | null;
  /** Told only where settings name the code. */
  readonly off: boolean;
}

const FOLDER = "test/unit/analysis/rules";

/**
 * Cases of every rule by its file's name: `NAME.cases.py` holds them one after the other, each under a line
 * `# --- title`. What stands before the first is put before each. A line that must be found ends in
 * `# CODE`, `# CODE severity` or `# CODE severity: part of the message`; `(off)` behind the severity of what is told only
 * where settings name the code.
 */
export function allCases(): ReadonlyMap<string, string> {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith(".cases.py"));
  return new Map(names.map((name) => [basename(name, ".cases.py"), readFileSync(join(FOLDER, name), "utf8")]));
}

export function readCases(text: string, code: string): Case[] {
  return splitCases(text).map(({ title, head, text: own }) => caseOf(title, head + own, code));
}

export function caseOf(title: string, code: string, ruleCode: string): Case {
  const expected = code.split("\n").flatMap((line, i) => {
    const match = new RegExp(
      `#\\s*${ruleCode}\\b(?: (error|warning|information|hint))?(?: (\\(off\\)))?(?:: (.*))?$`,
    ).exec(line);
    if (!match) return [];
    const [, severity = null, off, message] = match;
    return [{ line: i + 1, severity, message: message?.trim() ?? null, off: off !== undefined }];
  });
  return { title, code, expected };
}
