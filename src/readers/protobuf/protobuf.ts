import { type ByteCursor, createByteCursor } from "../byteCursor";
import type { ByteSource } from "../byteSource";

/** One field of a protobuf message, and where its value lies; numbers are decoded, everything else is not. */
export interface Field {
  readonly number: number;
  readonly wireType: number;
  /** Where the field's tag begins. */
  readonly at: number;
  /** Bytes [start, end) of the value. */
  readonly start: number;
  readonly end: number;
  /** Of a varint, as a signed integer of 64 bits (rounded beyond 2^53); of 4 bytes, as float32; otherwise 0. */
  readonly value: number;
}

/** A protobuf file while it is walked. */
export interface Wire {
  readonly source: ByteSource;
  readonly cursor: ByteCursor;
  readonly label: string;
  /** Counts something that is kept in memory. Throws where a file has more of it than any model. */
  readonly keep: (textBytes?: number) => void;
  /** Counts a field. Throws where a file has more of them than any model. */
  readonly step: () => void;
}

export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;

const WIDTHS: ReadonlyMap<number, number> = new Map([
  [FIXED64, 8],
  [FIXED32, 4],
]);
/** Bytes that an integer takes at most. */
export const MAX_VARINT_BYTES = 10;
const HEAD_BYTES = 2 * MAX_VARINT_BYTES;
const MAX_FIELDS = 10_000_000;
const MAX_KEPT = 2_000_000;
const MAX_TEXT_BYTES = 128 << 20;

export function createWire(source: ByteSource, label: string): Wire {
  let kept = 0;
  let fields = 0;
  let text = 0;
  return {
    source,
    cursor: createByteCursor(source, label),
    label,
    keep(textBytes = 0) {
      text += textBytes;
      if (++kept > MAX_KEPT) throw new Error(`${label}: names and nodes are more than the ${MAX_KEPT} that are read`);
      if (text > MAX_TEXT_BYTES) throw new Error(`${label}: names take more than the ${MAX_TEXT_BYTES} bytes allowed`);
    },
    step() {
      if (++fields > MAX_FIELDS) throw new Error(`${label}: more than the ${MAX_FIELDS} fields that are read`);
    },
  };
}

/**
 * Walks the fields of the message [cursor, end) (protobuf.dev/programming-guides/encoding): `onField` finds the cursor
 * at the value's start and may leave it anywhere. Throws, naming the byte, where a field leaves its message.
 */
export async function walkMessage(
  wire: Wire,
  end: number,
  what: string,
  onField: (field: Field) => Promise<void> | void,
): Promise<void> {
  const { cursor } = wire;
  while (cursor.position() < end) {
    const loading = cursor.load(HEAD_BYTES);
    if (loading) await loading;
    wire.step();
    const field = readField(wire, end, what);
    cursor.moveTo(field.start);
    const pending = onField(field);
    if (pending) await pending;
    cursor.moveTo(field.end);
  }
}

function readField({ cursor, label }: Wire, end: number, what: string): Field {
  const at = cursor.position();
  const place = `${label}: byte ${at}: ${what}`;
  const head = cursor.peek(Math.min(HEAD_BYTES, end - at));
  const tag = readVarint(head, 0, place);
  const number = Math.floor(tag.value / 8);
  const wireType = tag.value % 8;
  if (number < 1 || number > 0x1fffffff) throw new Error(`${place} has field number ${number}, not 1 to 536870911`);
  const start = at + tag.next;
  if (wireType === VARINT) {
    const { value, next } = readVarint(head, tag.next, place);
    return { number, wireType, at, start, end: at + next, value };
  }
  const length =
    wireType === BYTES ? readVarint(head, tag.next, place) : { value: WIDTHS.get(wireType), next: tag.next };
  if (length.value === undefined)
    throw new Error(`${place} has a field ${number} of wire type ${wireType}, not 0, 1, 2 or 5`);
  const room = end - at - length.next;
  if (length.value < 0 || length.value > room) {
    const size = length.value < 0 ? "2^63 or more" : length.value;
    throw new Error(`${place} has a field ${number} of ${size} bytes, but there is room for ${room}`);
  }
  const value = wireType === FIXED32 ? viewOf(head).getFloat32(tag.next, true) : 0;
  return { number, wireType, at, start: at + length.next, end: at + length.next + length.value, value };
}

/** An integer of the bytes from `from` on, and where it ends. Throws, naming `place`, where it does not. */
export function readVarint(bytes: Uint8Array, from: number, place: string): { value: number; next: number } {
  let value = 0;
  for (let i = 0; i < MAX_VARINT_BYTES; i++) {
    const byte = bytes[from + i];
    if (byte === undefined) throw new Error(`${place} ends after ${i} bytes of a number that goes on`);
    if (i === 7) return readWideVarint(bytes, from, place);
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, next: from + i + 1 };
  }
  throw new Error(`${place} has a number of more than ${MAX_VARINT_BYTES} bytes`);
}

function readWideVarint(bytes: Uint8Array, from: number, place: string): { value: number; next: number } {
  let value = 0n;
  for (let i = 0; i < MAX_VARINT_BYTES; i++) {
    const byte = bytes[from + i];
    if (byte === undefined) throw new Error(`${place} ends after ${i} bytes of a number that goes on`);
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte < 0x80) return { value: Number(BigInt.asIntN(64, value)), next: from + i + 1 };
  }
  throw new Error(`${place} has a number of more than ${MAX_VARINT_BYTES} bytes`);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
