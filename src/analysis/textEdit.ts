import type { Point, Tree } from "web-tree-sitter";

/** Where the next version of a text differs from the last, as one edit from the first difference to the last. */
export function editBetween(before: string, after: string): TextEdit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let [oldEndIndex, newEndIndex] = [before.length, after.length];
  while (
    oldEndIndex > start &&
    newEndIndex > start &&
    before.charCodeAt(oldEndIndex - 1) === after.charCodeAt(newEndIndex - 1)
  ) {
    oldEndIndex--;
    newEndIndex--;
  }
  // A class in the library, which asks for no more than these places.
  return {
    startIndex: start,
    oldEndIndex,
    newEndIndex,
    startPosition: pointAt(before, start),
    oldEndPosition: pointAt(before, oldEndIndex),
    newEndPosition: pointAt(after, newEndIndex),
  } as TextEdit;
}

export type TextEdit = Parameters<Tree["edit"]>[0];

function pointAt(text: string, offset: number): Point {
  let row = 0;
  let line = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", line)) {
    row++;
    line = at + 1;
  }
  return { row, column: offset - line };
}
