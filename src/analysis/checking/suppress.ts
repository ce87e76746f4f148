import { groupBy } from "../groupBy";
import type { Place } from "../model/facts";
import type { CodeFinding } from "../rules/codeRule";
import { field, type Syntax } from "../syntax";
import { codeFits } from "./severities";
import type { Suppression } from "./suppressions";
import { lineAt, lineStarts } from "./textLines";

/** A suppression's codes that something needed, by their places among its codes; 0 where it has none. */
export type Needed = ReadonlyMap<Suppression, ReadonlySet<number>>;

/**
 * The findings that no comment suppresses, and what was needed for the others: a line's own comment before a block,
 * a block before the file.
 */
export function suppress(
  findings: readonly CodeFinding[],
  suppressions: readonly Suppression[],
  text: string,
  syntax: Syntax,
): { readonly left: readonly CodeFinding[]; readonly needed: Needed } {
  const needed = new Map<Suppression, Set<number>>();
  if (suppressions.length === 0) return { left: findings, needed };
  const starts = lineStarts(text);
  const byLine = groupBy(
    suppressions.filter(({ form }) => LINE_FORMS.has(form)),
    ({ line }) => line,
  );
  const blocks = suppressions.filter(({ form }) => form === "disable" || form === "enable");
  const files = suppressions.filter(({ form }) => form === "ignore-file");
  const left = findings.filter((finding) => {
    const onLines = linesOf(finding.range, starts, syntax).flatMap((line) => byLine.get(line) ?? []);
    const chosen =
      onLines.find((it) => fits(it, finding.code)) ??
      inBlock(blocks, finding) ??
      files.find((it) => fits(it, finding.code));
    if (chosen) {
      const indices = needed.get(chosen) ?? new Set();
      needed.set(chosen, indices.add(indexFor(chosen, finding.code)));
    }
    return !chosen;
  });
  return { left, needed };
}

/** Which of a suppression's codes fits; -1 where none does. */
export function indexFor({ codes }: Suppression, code: string): number {
  return codes.length === 0 ? 0 : codes.findIndex((pattern) => codeFits(code, pattern));
}

function fits(suppression: Suppression, code: string): boolean {
  // What is said of suppressions themselves goes only where it is named.
  if (code === "NRM001" && suppression.codes.length === 0) return false;
  return indexFor(suppression, code) >= 0;
}

const LINE_FORMS: ReadonlySet<Suppression["form"]> = new Set(["ignore", "ignore-next-line", "noqa"] as const);

/** The `disable` that is still on at a finding. */
function inBlock(blocks: readonly Suppression[], { code, range }: CodeFinding): Suppression | undefined {
  let on: Suppression | undefined;
  for (const it of blocks) {
    if (it.place.start > range.start) break;
    if (!fits(it, code)) continue;
    on = it.form === "disable" ? it : undefined;
  }
  return on;
}

/**
 * The lines whose comments speak of a place: that on which it begins, that on which it ends, and the first and last of
 * the innermost call around it, where formatters put a comment that stood behind the call.
 */
function linesOf(range: Place, starts: readonly number[], syntax: Syntax): readonly number[] {
  const call = callAround(syntax, range) ?? range;
  return [range.start, range.end - 1, call.start, call.end - 1].map((offset) => lineAt(starts, Math.max(0, offset)));
}

function callAround(root: Syntax, range: Place): Syntax | undefined {
  let call: Syntax | undefined;
  let node: Syntax | undefined = root;
  while (node) {
    // What stands in a call's arguments may be a call of its own, what calls it is not.
    if (node.type === "call" && field(node, "arguments")) call = node;
    node = node.children.find((child) => child.start <= range.start && range.end <= child.end);
  }
  return call;
}
