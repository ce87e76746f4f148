import type { CodeFinding, Edit, Fix } from "../rules/codeRule";

export interface AppliedFixes {
  readonly text: string;
  /** Findings whose fixes are in the text. */
  readonly fixed: readonly CodeFinding[];
}

/**
 * A text with every safe fix that can be applied at once. A fix is applied whole or not at all; one that touches
 * another's place is left for the next time the text is checked.
 */
export function applyFixes(text: string, findings: readonly CodeFinding[]): AppliedFixes {
  const { edits, fixed } = safeEdits(findings);
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const pieces: string[] = [];
  let at = 0;
  for (const { range, text: put } of edits) {
    pieces.push(text.slice(at, range.start), put.replace(/\r?\n/g, newline));
    at = range.end;
  }
  return { text: [...pieces, text.slice(at)].join(""), fixed };
}

/** The edits of all safe fixes that agree with each other, in the order of the text. */
export function safeEdits(findings: readonly CodeFinding[]): {
  readonly edits: readonly Edit[];
  readonly fixed: readonly CodeFinding[];
} {
  const edits: Edit[] = [];
  const fixed: CodeFinding[] = [];
  for (const finding of findings) {
    const fix = safeFix(finding);
    if (!fix || fix.edits.length === 0) continue;
    const added = fix.edits.filter((edit) => !neighbours(edits, edit).some((other) => same(edit, other)));
    if (added.some((edit) => neighbours(edits, edit).some((other) => collide(edit, other)))) continue;
    for (const edit of added) edits.splice(placeIn(edits, edit), 0, edit);
    fixed.push(finding);
  }
  return { edits, fixed };
}

/** What may be applied without being asked. */
export function safeFix({ fixes }: CodeFinding): Fix | undefined {
  return fixes.find(({ safe }) => safe);
}

/** Of edits that do not collide with each other, those that another one may collide with. */
function neighbours(edits: readonly Edit[], edit: Edit): readonly Edit[] {
  const at = placeIn(edits, edit);
  return edits.slice(Math.max(0, at - 1), at + 1);
}

/** How many edits begin before another one. */
function placeIn(edits: readonly Edit[], { range }: Edit): number {
  let [low, high] = [0, edits.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edits[middle]!.range.start < range.start) low = middle + 1;
    else high = middle;
  }
  return low;
}

function same(a: Edit, b: Edit): boolean {
  return a.text === b.text && a.range.start === b.range.start && a.range.end === b.range.end;
}

/** Places that have something in common; an insertion has its place in common with what begins or ends there. */
function collide({ range: a }: Edit, { range: b }: Edit): boolean {
  const insertion = a.start === a.end || b.start === b.end;
  return insertion ? a.start <= b.end && b.start <= a.end : a.start < b.end && b.start < a.end;
}
