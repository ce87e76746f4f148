import { BYTES, type Field, MAX_VARINT_BYTES, readVarint, VARINT, type Wire } from "./protobuf";

const MAX_NAME_BYTES = 1 << 16;

/** Throws where a field is not of the wire type that its message's definition says. */
export function expectWireType({ label }: Wire, field: Field, wireType: number, what: string): void {
  if (field.wireType === wireType) return;
  throw new Error(`${label}: byte ${field.at}: ${what} has wire type ${field.wireType}, not ${wireType}`);
}

/** A text of at most 65,536 bytes. Throws where it is longer. */
export async function readText(wire: Wire, field: Field, what: string): Promise<string> {
  const length = field.end - field.start;
  if (length > MAX_NAME_BYTES) {
    throw new Error(`${wire.label}: byte ${field.at}: ${what} has ${length} bytes, more than ${MAX_NAME_BYTES}`);
  }
  return readTextStart(wire, field, what, length);
}

/** The first `longest` bytes of a text. */
export async function readTextStart(wire: Wire, field: Field, what: string, longest: number): Promise<string> {
  expectWireType(wire, field, BYTES, what);
  const length = Math.min(longest, field.end - field.start);
  wire.keep(length);
  return new TextDecoder().decode(await wire.cursor.take(length, what));
}

/** The integers of a repeated field, packed or one of them; no more than `most`. */
export async function readIntegers(wire: Wire, field: Field, what: string, most: number): Promise<readonly number[]> {
  if (field.wireType === VARINT) return [field.value];
  expectWireType(wire, field, BYTES, what);
  const length = Math.min(field.end - field.start, most * MAX_VARINT_BYTES);
  const bytes = await wire.cursor.take(length, what);
  const place = `${wire.label}: byte ${field.at}: ${what}`;
  const integers: number[] = [];
  for (let at = 0; at < length && integers.length < most; ) {
    const { value, next } = readVarint(bytes, at, place);
    integers.push(value);
    at = next;
  }
  return integers;
}
