import { CHUNK_BYTES } from "./readRange";

/**
 * Pieces of any size as the chunks that a tensor owes: whole elements, each chunk at offset 0 of its buffer, which
 * is used again for the next. `elementBytes` divides `CHUNK_BYTES` and `total`.
 * Throws as soon as more than `total` bytes come, and at the end where fewer came.
 */
export async function* wholeChunks(
  pieces: AsyncIterable<Uint8Array<ArrayBuffer>>,
  elementBytes: number,
  total: number,
  label: string,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  let buffer: Uint8Array<ArrayBuffer> | undefined;
  let filled = 0;
  let seen = 0;
  for await (const piece of pieces) {
    seen += piece.length;
    if (seen > total) throw new Error(`${label}: promises ${total} bytes of values, but ${seen} or more come`);
    if (filled === 0 && isChunk(piece, elementBytes)) {
      yield piece;
      continue;
    }
    buffer ??= new Uint8Array(Math.min(CHUNK_BYTES, total));
    for (let at = 0; at < piece.length; ) {
      const next = piece.subarray(at, at + buffer.length - filled);
      buffer.set(next, filled);
      filled += next.length;
      at += next.length;
      if (filled === buffer.length) {
        yield buffer;
        filled = 0;
      }
    }
  }
  if (seen < total) throw new Error(`${label}: promises ${total} bytes of values, but only ${seen} come`);
  if (filled > 0) yield buffer!.subarray(0, filled);
}

/** Large enough to pass on uncopied; many small chunks would cost their consumer more than the copy. */
function isChunk(piece: Uint8Array, elementBytes: number): boolean {
  const { length } = piece;
  return piece.byteOffset === 0 && length % elementBytes === 0 && length >= CHUNK_BYTES / 2 && length <= CHUNK_BYTES;
}
