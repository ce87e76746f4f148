import type { ModelFacts } from "../model/facts";
import { around } from "../model/queries";
import type { CodeFinding, Fix } from "./codeRule";
import { CODE_RULES } from "./rules";

/**
 * One finding for each class where a rule says the same of many places in it, the others as related information, and
 * their fixes together as one more. What stands outside of any class is gathered by its function, or the file. Comes after
 * suppressions, which are of single places.
 * @param wanted whether a code is gathered where its rule allows it
 */
export function gathered(
  facts: ModelFacts,
  findings: readonly CodeFinding[],
  wanted: (code: string) => boolean = () => true,
): readonly CodeFinding[] {
  const isGathered = ({ code }: CodeFinding) => GATHERED.has(code) && wanted(code);
  const groups = new Map<string, CodeFinding[]>();
  for (const finding of findings) {
    if (!isGathered(finding)) continue;
    const key = `${finding.code} ${finding.severity} ${scopeOf(facts, finding)}`;
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  const together = new Map([...groups.values()].map((group) => [group[0]!, group]));
  return findings.flatMap((finding) => {
    if (!isGathered(finding)) return [finding];
    const group = together.get(finding);
    return group ? [oneOf(facts, group)] : [];
  });
}

/** The codes of rules that are so frequent that one finding for each class is told. */
export const GATHERED: ReadonlySet<string> = new Set(CODE_RULES.flatMap(({ code, gather }) => (gather ? [code] : [])));

/** Where the class starts that a finding is in, or else the function. */
function scopeOf(facts: ModelFacts, { range }: CodeFinding): number {
  const nodes = around(facts, range);
  const scope =
    nodes.findLast(({ type }) => type === "class_definition") ??
    nodes.find(({ type }) => type === "function_definition");
  return scope?.start ?? -1;
}

function oneOf(facts: ModelFacts, group: readonly CodeFinding[]): CodeFinding {
  const [first, ...others] = group;
  if (!first || others.length === 0) return first!;
  const inClass = around(facts, first.range).some(({ type }) => type === "class_definition");
  const all = everyFix(group);
  return {
    ...first,
    message: counted(first.message, others.length, inClass ? "in this class" : "here"),
    related: [...first.related, ...others.map(({ range, message }) => ({ range, message }))],
    fixes: all ? [...first.fixes, all] : first.fixes,
  };
}

function counted(message: string, more: number, where: string): string {
  const whole = `${message} (${more} more ${where})`;
  return whole.length > LONGEST ? `${message} (${more} more)` : whole;
}

const LONGEST = 120;

/** The only fix of each place, all at once; null where one has none or several, or they are in each other's way. */
function everyFix(group: readonly CodeFinding[]): Fix | null {
  const fixes = group.flatMap((finding) => finding.fixes);
  if (group.some((finding) => finding.fixes.length !== 1)) return null;
  const edits = fixes.flatMap((fix) => fix.edits).sort((a, b) => a.range.start - b.range.start);
  if (edits.some(({ range }, i) => i > 0 && range.start < edits[i - 1]!.range.end)) return null;
  const [first] = fixes;
  const notes = [...new Set(fixes.flatMap(({ checkpointNote }) => checkpointNote ?? []))];
  return {
    title: `${first!.title}, at all ${group.length} places`,
    safe: fixes.every(({ safe }) => safe),
    edits,
    ...(notes.length > 0 ? { checkpointNote: notes.slice(0, 4).join(" ") + (notes.length > 4 ? " …" : "") } : {}),
  };
}
