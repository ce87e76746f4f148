/** Fills memory with values over and over, as if it began `start` values into the repetition. */
export function fillTiled(into: Uint8Array, values: Uint8Array, valueBytes: number, start = 0): void {
  let from = (start * valueBytes) % values.length;
  for (let at = 0; at < into.length; ) {
    const piece = values.subarray(from, from + into.length - at);
    into.set(piece, at);
    at += piece.length;
    from = 0;
  }
}
