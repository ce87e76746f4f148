import type { ByteSource } from "../byteSource";
import { streamRange } from "../readRange";
import type { DataSpan } from "./readTensor";

type Bytes = Uint8Array<ArrayBuffer>;

const MAX_VARINT_BYTES = 10;

/** The values of spans of varints, little-endian in `width` bytes each (1, 2, 4 or 8): what is above is cut off. */
export async function* decodeVarints(
  source: ByteSource,
  spans: readonly DataSpan[],
  width: number,
  label: string,
): AsyncGenerator<Bytes, void> {
  for (const { start, end, isTagged } of spans) {
    const decode = varintDecoder(width, isTagged, label);
    for await (const piece of streamRange(source, start, end, label)) yield decode.next(piece);
    decode.finish();
  }
}

/** The values of spans of numbers of `width` bytes, without their tags. */
export async function* decodeFixed(
  source: ByteSource,
  spans: readonly DataSpan[],
  width: number,
  label: string,
): AsyncGenerator<Bytes, void> {
  for (const { start, end, isTagged } of spans) {
    let at = 0;
    for await (const piece of streamRange(source, start, end, label)) {
      yield isTagged ? withoutTags(piece, at, width) : piece;
      at += piece.length;
    }
  }
}

/** Two values of 4 bits out of every byte, the low one first; `count` in all, each in a byte of its own. */
export async function* unpackNibbles(pieces: AsyncIterable<Bytes>, count: number): AsyncGenerator<Bytes, void> {
  let left = count;
  for await (const piece of pieces) {
    const values = new Uint8Array(Math.min(2 * piece.length, left));
    for (let i = 0; i < values.length; i++) values[i] = i % 2 === 0 ? piece[i >> 1]! & 0xf : piece[i >> 1]! >>> 4;
    left -= values.length;
    yield values;
  }
}

/** `at` is the piece's place in its span, whose values take a tag of one byte and `width` bytes each. */
function withoutTags(piece: Bytes, at: number, width: number): Bytes {
  const kept = new Uint8Array(piece.length);
  let length = 0;
  for (let i = 0; i < piece.length; i++) {
    if ((at + i) % (width + 1) !== 0) kept[length++] = piece[i]!;
  }
  return kept.subarray(0, length);
}

interface VarintDecoder {
  next(piece: Bytes): Bytes;
  finish(): void;
}

function varintDecoder(width: number, isTagged: boolean, label: string): VarintDecoder {
  let isTag = isTagged;
  let count = 0;
  let low = 0;
  let high = 0;

  function addByte(byte: number): boolean {
    if (count === MAX_VARINT_BYTES) throw new Error(`${label}: a value takes more than ${MAX_VARINT_BYTES} bytes`);
    const bits = byte & 0x7f;
    const shift = 7 * count++;
    if (shift < 32) low |= bits << shift;
    if (shift > 28) high |= bits << (shift - 32);
    else if (shift === 28) high |= bits >>> 4;
    return byte < 0x80;
  }

  return {
    next(piece) {
      // Every value takes a byte at least.
      const values = new Uint8Array(piece.length * width);
      const view = new DataView(values.buffer);
      let filled = 0;
      for (const byte of piece) {
        if (isTag) {
          isTag = false;
          continue;
        }
        if (!addByte(byte)) continue;
        if (width === 1) values[filled] = low;
        else if (width === 2) view.setUint16(filled, low & 0xffff, true);
        else view.setInt32(filled, low, true);
        if (width === 8) view.setInt32(filled + 4, high, true);
        filled += width;
        count = low = high = 0;
        isTag = isTagged;
      }
      return values.subarray(0, filled);
    },
    finish() {
      if (count > 0) throw new Error(`${label}: its last value ends after ${count} bytes of a number that goes on`);
    },
  };
}
