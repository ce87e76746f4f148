/** Lines around a change that say where it is. */
const CONTEXT = 3;
/** Beyond, finding the shortest difference takes too long: one block of lines is replaced by another. */
const MOST_STEPS = 400;

/** A unified diff, as `patch` and `git apply` read it; empty where the texts are the same. */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return "";
  const hunks = hunksOf(changes(linesOf(before), linesOf(after)));
  return [`--- a/${path}`, `+++ b/${path}`, ...hunks].join("\n");
}

interface Line {
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

/** Lines with their ends, so that one that lacks it is another line. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function changes(before: readonly string[], after: readonly string[]): Line[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const same = (lines: readonly string[]) => lines.map((text): Line => ({ sign: " ", text }));
  const middle = shortest(before.slice(start, before.length - end), after.slice(start, after.length - end));
  return [...same(before.slice(0, start)), ...middle, ...same(before.slice(before.length - end))];
}

/** The shortest way from one list of lines to another (Myers, "An O(ND) Difference Algorithm", 1986). */
function shortest(a: readonly string[], b: readonly string[]): Line[] {
  const reached = new Map<number, number>([[1, 0]]);
  const trace: ReadonlyMap<number, number>[] = [];
  for (let steps = 0; steps <= MOST_STEPS; steps++) {
    trace.push(new Map(reached));
    for (let k = -steps; k <= steps; k += 2) {
      let x = down(reached, k, steps) ? reached.get(k + 1)! : reached.get(k - 1)! + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reached.set(k, x);
      if (x >= a.length && x - k >= b.length) return wayBack(trace, a, b);
    }
  }
  return [...a.map((text): Line => ({ sign: "-", text })), ...b.map((text): Line => ({ sign: "+", text }))];
}

/** Whether diagonal k is best reached from above it, by adding a line. */
function down(reached: ReadonlyMap<number, number>, k: number, steps: number): boolean {
  return k === -steps || (k !== steps && (reached.get(k - 1) ?? -1) < (reached.get(k + 1) ?? -1));
}

function wayBack(trace: readonly ReadonlyMap<number, number>[], a: readonly string[], b: readonly string[]): Line[] {
  const lines: Line[] = [];
  let [x, y] = [a.length, b.length];
  for (let steps = trace.length - 1; steps >= 0; steps--) {
    const reached = trace[steps]!;
    const k = x - y;
    const from = down(reached, k, steps) ? k + 1 : k - 1;
    const fromX = steps === 0 ? 0 : reached.get(from)!;
    const fromY = steps === 0 ? 0 : fromX - from;
    while (x > fromX && y > fromY) {
      lines.push({ sign: " ", text: a[--x]! });
      y--;
    }
    if (steps === 0) break;
    if (x === fromX) lines.push({ sign: "+", text: b[--y]! });
    else lines.push({ sign: "-", text: a[--x]! });
  }
  return lines.reverse();
}

function hunksOf(lines: readonly Line[]): string[] {
  const changed = lines.flatMap(({ sign }, i) => (sign === " " ? [] : [i]));
  const hunks: string[] = [];
  let [oldLine, newLine, at] = [1, 1, 0];
  for (let i = 0; i < changed.length; ) {
    let last = i;
    while (last + 1 < changed.length && changed[last + 1]! - changed[last]! <= 2 * CONTEXT + 1) last++;
    const start = Math.max(0, changed[i]! - CONTEXT);
    const end = Math.min(lines.length, changed[last]! + CONTEXT + 1);
    oldLine += start - at;
    newLine += start - at;
    const part = lines.slice(start, end);
    const olds = part.filter(({ sign }) => sign !== "+").length;
    const news = part.filter(({ sign }) => sign !== "-").length;
    hunks.push(`@@ -${range(oldLine, olds)} +${range(newLine, news)} @@`, ...part.flatMap(written));
    oldLine += olds;
    newLine += news;
    at = end;
    i = last + 1;
  }
  return hunks;
}

function range(start: number, count: number): string {
  return count === 1 ? String(start) : `${count === 0 ? start - 1 : start},${count}`;
}

function written({ sign, text }: Line): string[] {
  if (text.endsWith("\n")) return [sign + text.slice(0, -1)];
  return [sign + text, "\\ No newline at end of file"];
}
