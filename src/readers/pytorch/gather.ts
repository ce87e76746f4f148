import { CHUNK_BYTES } from "../readRange";
import type { StridedView } from "./stridedView";
import type { TorchStorage } from "./torchStorage";

type Bytes = Uint8Array<ArrayBuffer>;

/** A stretch of a storage that is held in memory to pick values from. */
const MOST_SPAN_BYTES = 16 << 20;

/** How a view is cut: one read per index of the axes before `axis`, and per `run` indexes of `axis`. */
interface Cut {
  readonly axis: number;
  readonly run: number;
}

/** The values of a view in C order, in pieces of about 1 MiB. Holds some 16 MiB of the storage at a time. */
export async function* gather(view: StridedView, storage: TorchStorage): AsyncGenerator<Bytes, void> {
  const { shape, strides, offset } = view;
  const { axis, run } = cutOf(view);
  for (const start of offsets(shape.slice(0, axis), strides.slice(0, axis), offset)) {
    for (let i = 0; i < shape[axis]!; i += run) {
      const inner = [Math.min(run, shape[axis]! - i), ...shape.slice(axis + 1)];
      const innerStrides = strides.slice(axis);
      yield* pick(view, storage, start + i * strides[axis]!, inner, innerStrides);
    }
  }
}

/** Bytes that gathering a view reads. */
export function gatherCost(view: StridedView): number {
  const { shape, strides } = view;
  const { axis, run } = cutOf(view);
  const outer = shape.slice(0, axis).reduce((product, size) => product * size, 1);
  const reads = outer * Math.ceil(shape[axis]! / run);
  return reads * spanBytes(view, [Math.min(run, shape[axis]!), ...shape.slice(axis + 1)], strides.slice(axis));
}

/** The first axis whose inner part fits into memory, and as many of its indexes as do. */
function cutOf(view: StridedView): Cut {
  const { shape, strides } = view;
  for (let axis = 0; axis < shape.length; axis++) {
    const inner = spanBytes(view, shape.slice(axis + 1), strides.slice(axis + 1));
    // Where strides are 0, values may be many more than the bytes that they come from.
    const values = shape.slice(axis + 1).reduce((product, size) => product * size, view.elementBytes);
    if (inner > MOST_SPAN_BYTES || values > MOST_SPAN_BYTES) continue;
    const step = strides[axis]! * view.elementBytes;
    const run = 1 + Math.floor((MOST_SPAN_BYTES - inner) / Math.max(1, step));
    return { axis, run: Math.min(shape[axis]!, run, Math.floor(MOST_SPAN_BYTES / values)) };
  }
  throw new Error("no axis to cut");
}

function spanBytes({ elementBytes }: StridedView, shape: readonly number[], strides: readonly number[]): number {
  return (1 + shape.reduce((sum, size, i) => sum + (size - 1) * strides[i]!, 0)) * elementBytes;
}

/** Reads the stretch that a part of a view lies on, and picks its values. */
async function* pick(
  view: StridedView,
  storage: TorchStorage,
  start: number,
  shape: readonly number[],
  strides: readonly number[],
): AsyncGenerator<Bytes, void> {
  const from = start * view.elementBytes;
  const span = await readSpan(storage, from, from + spanBytes(view, shape, strides));
  // Elements of 1, 2 and 4 bytes move as one word, larger ones as several.
  const wordBytes = Math.min(4, view.elementBytes);
  const words = view.elementBytes / wordBytes;
  const values = wordsOf(span, wordBytes);
  const last = shape.length - 1;
  const row = shape[last]! * words;
  const rowStride = strides[last]! * words;
  const rowsPerChunk = Math.max(1, Math.floor(CHUNK_BYTES / (row * wordBytes)));
  const rows = offsets(shape.slice(0, last), strides.slice(0, last), 0);
  let left = shape.slice(0, last).reduce((product, size) => product * size, 1);
  while (left > 0) {
    const count = Math.min(rowsPerChunk, left);
    const chunk = new Uint8Array(count * row * wordBytes);
    const into = wordsOf(chunk, wordBytes);
    for (let i = 0; i < count; i++) copyRow(values, rows.next().value! * words, rowStride, words, into, i * row, row);
    left -= count;
    yield chunk;
  }
}

type Words = Uint8Array | Uint16Array | Uint32Array;

function wordsOf(bytes: Bytes, wordBytes: number): Words {
  if (wordBytes === 1) return bytes;
  const length = bytes.length / wordBytes;
  return wordBytes === 2 ? new Uint16Array(bytes.buffer, 0, length) : new Uint32Array(bytes.buffer, 0, length);
}

function copyRow(
  from: Words,
  at: number,
  stride: number,
  words: number,
  into: Words,
  to: number,
  length: number,
): void {
  if (stride === words) into.set(from.subarray(at, at + length), to);
  else if (words === 1) for (let i = 0, j = at; i < length; i++, j += stride) into[to + i] = from[j]!;
  else {
    for (let i = 0, j = at; i < length; i += words, j += stride) {
      for (let word = 0; word < words; word++) into[to + i + word] = from[j + word]!;
    }
  }
}

async function readSpan(storage: TorchStorage, start: number, end: number): Promise<Bytes> {
  const span = new Uint8Array(end - start);
  if (storage.readInto) {
    await storage.readInto(span, start);
    return span;
  }
  let filled = 0;
  for await (const piece of storage.stream(start, end)) {
    span.set(piece, filled);
    filled += piece.length;
  }
  return span;
}

/** Offsets of every index of some axes in C order. */
function* offsets(shape: readonly number[], strides: readonly number[], start: number): Generator<number, undefined> {
  const index = shape.map(() => 0);
  let offset = start;
  for (;;) {
    yield offset;
    let axis = shape.length - 1;
    for (; axis >= 0; axis--) {
      offset += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      offset -= shape[axis]! * strides[axis]!;
      index[axis] = 0;
    }
    if (axis < 0) return undefined;
  }
}
