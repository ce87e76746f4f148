/** A stretch of a text; lines and UTF-16 columns count from 0. */
export interface Stretch {
  readonly start: readonly [line: number, column: number];
  readonly end: readonly [line: number, column: number];
}

/** What took the place of a stretch. */
export interface Replaced extends Stretch {
  readonly text: string;
}

/** Where a stretch is after an edit before it, behind it or inside of it; null where the edit reaches over one of its ends. */
export function shifted({ start, end }: Stretch, edit: Replaced): Stretch | null {
  if (isBefore(end, edit.start)) return { start, end };
  const moved = (at: Stretch["start"]) => move(at, edit);
  if (isBefore(edit.end, start)) return { start: moved(start), end: moved(end) };
  const isInside = isBefore(start, edit.start) && isBefore(edit.end, end);
  return isInside ? { start, end: moved(end) } : null;
}

/** A place behind an edit. */
function move([line, column]: Stretch["start"], { start, end, text }: Replaced): Stretch["start"] {
  const lines = text.split(/\r\n|\r|\n/);
  const last = lines.at(-1)!.length;
  const shift = start[0] + lines.length - 1 - end[0];
  if (line > end[0]) return [line + shift, column];
  return [line + shift, column - end[1] + last + (lines.length === 1 ? start[1] : 0)];
}

function isBefore(a: Stretch["start"], b: Stretch["start"]): boolean {
  return a[0] < b[0] || (a[0] === b[0] && a[1] <= b[1]);
}
