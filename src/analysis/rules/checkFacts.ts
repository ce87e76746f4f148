import type { ModelFacts } from "../model/facts";
import type { CodeFinding, CodeRule } from "./codeRule";
import { gathered } from "./gathered";
import { CODE_RULES } from "./rules";

export interface Checking {
  /** Each place has a finding of its own, also of rules that otherwise have one for each class. */
  readonly everyPlace?: boolean;
}

/** Every finding in a file, in the order of the text; one for each code and place, however many ways lead there. */
export function checkFacts(
  facts: ModelFacts,
  rules: readonly CodeRule[] = CODE_RULES,
  { everyPlace = false }: Checking = {},
): readonly CodeFinding[] {
  const found = new Map<string, CodeFinding>();
  for (const rule of rules) {
    for (const finding of rule.check(facts)) {
      const key = `${rule.code} ${finding.range.start} ${finding.range.end}`;
      const known = found.get(key);
      if (known && GRAVITY[known.severity] >= GRAVITY[finding.severity]) continue;
      found.set(key, { code: rule.code, related: [], tags: [], fixes: [], ...finding });
    }
  }
  const all = [...found.values()].sort((a, b) => a.range.start - b.range.start || (a.code < b.code ? -1 : 1));
  return everyPlace ? all : gathered(facts, all, GATHERED);
}

/** The codes of rules that have one finding for each class by default. */
export const GATHERED: ReadonlySet<string> = new Set(CODE_RULES.flatMap(({ code, gather }) => (gather ? [code] : [])));

const GRAVITY: Readonly<Record<CodeFinding["severity"], number>> = { hint: 0, information: 1, warning: 2, error: 3 };
