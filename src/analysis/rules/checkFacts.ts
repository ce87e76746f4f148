import type { ModelFacts } from "../model/facts";
import type { CodeFinding, CodeRule } from "./codeRule";
import { CODE_RULES } from "./rules";

/** Every finding in a file, in the order of the text; one for each code and place, however many ways lead there. */
export function checkFacts(facts: ModelFacts, rules: readonly CodeRule[] = CODE_RULES): readonly CodeFinding[] {
  const found = new Map<string, CodeFinding>();
  for (const rule of rules) {
    for (const finding of rule.check(facts)) {
      const key = `${rule.code} ${finding.range.start} ${finding.range.end}`;
      const known = found.get(key);
      if (known && GRAVITY[known.severity] >= GRAVITY[finding.severity]) continue;
      const off = rule.off && { off: rule.off };
      found.set(key, { code: rule.code, related: [], tags: [], fixes: [], ...finding, ...off });
    }
  }
  return [...found.values()].sort((a, b) => a.range.start - b.range.start || (a.code < b.code ? -1 : 1));
}

const GRAVITY: Readonly<Record<CodeFinding["severity"], number>> = { hint: 0, information: 1, warning: 2, error: 3 };
