import { expectWireType } from "../protobuf/fieldValues";
import { BYTES, FIXED64, type Field, type Wire } from "../protobuf/protobuf";

const MAX_NUMBERS = 100_000;

/** A double. */
export async function readDouble(wire: Wire, field: Field, what: string): Promise<number> {
  expectWireType(wire, field, FIXED64, what);
  return (await doublesOf(wire, 8, what))[0]!;
}

/** The doubles of a repeated field, packed or one of them. Throws where there are more than any histogram has bins. */
export async function readDoubles(wire: Wire, field: Field, what: string): Promise<Float64Array> {
  if (field.wireType !== FIXED64) expectWireType(wire, field, BYTES, what);
  const bytes = field.end - field.start;
  const place = `${wire.label}: byte ${field.at}: ${what}`;
  if (bytes % 8 !== 0) throw new Error(`${place} has ${bytes} bytes, which are no whole doubles`);
  if (bytes / 8 > MAX_NUMBERS) throw new Error(`${place} has ${bytes / 8} numbers, more than ${MAX_NUMBERS}`);
  return doublesOf(wire, bytes, what);
}

/** Appends to what a repeated field has brought before, which may stand in several pieces. */
export function joined(before: Float64Array, more: Float64Array, place: string): Float64Array {
  if (before.length === 0) return more;
  const length = before.length + more.length;
  if (length > MAX_NUMBERS) throw new Error(`${place} has ${length} numbers, more than ${MAX_NUMBERS}`);
  const all = new Float64Array(length);
  all.set(before);
  all.set(more, before.length);
  return all;
}

async function doublesOf({ cursor }: Wire, bytes: number, what: string): Promise<Float64Array> {
  // A copy: values lie aligned in it.
  return new Float64Array(Uint8Array.from(await cursor.take(bytes, what)).buffer);
}
