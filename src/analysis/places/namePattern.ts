/** A text of which parts may be anything: `f"layer{i}"` is "layer" and null. A plain text has a single piece. */
export type NamePattern = readonly (string | null)[];

export const ANY_NAME: NamePattern = [null];

export function isPlain(name: NamePattern): boolean {
  return name.length === 1 && name[0] !== null;
}

/** Puts pieces together; what is too long may be anything. */
export function joined(...names: readonly NamePattern[]): NamePattern {
  const pieces: (string | null)[] = [];
  for (const piece of names.flat()) {
    const last = pieces.at(-1);
    if (pieces.length > 0 && piece === null && last === null) continue;
    if (typeof piece === "string" && typeof last === "string") pieces[pieces.length - 1] = last + piece;
    else pieces.push(piece);
  }
  const length = pieces.reduce((sum, piece) => sum + (piece?.length ?? 0), 0);
  return length > MOST_TEXT || pieces.length > MOST_PIECES ? ANY_NAME : pieces.length === 0 ? [""] : pieces;
}

const MOST_TEXT = 400;
const MOST_PIECES = 16;

/** Whether a name may be of a pattern. Pieces are looked for from the left, which is enough where gaps may be anything. */
export function fits(name: string, pattern: NamePattern): boolean {
  const [first, last] = [pattern[0], pattern.at(-1)];
  if (pattern.length === 1) return first === null || first === name;
  if (typeof first === "string" && !name.startsWith(first)) return false;
  if (typeof last === "string" && !name.endsWith(last)) return false;
  const end = name.length - (typeof last === "string" ? last.length : 0);
  let at = typeof first === "string" ? first.length : 0;
  if (at > end) return false;
  for (const piece of pattern.slice(typeof first === "string" ? 1 : 0, typeof last === "string" ? -1 : undefined)) {
    if (piece === null) continue;
    const found = name.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}
