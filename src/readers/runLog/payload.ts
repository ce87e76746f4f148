import { quoteName } from "../quoteName";
import { fail, isWhole } from "./jsonFields";

/** A record's JSON and its arrays. */
export interface Payload {
  readonly json: Readonly<Record<string, unknown>>;
  /** As float64. @throws where it is another length than `length`; null where there is none */
  array(name: string, length?: number): Float64Array | null;
  /** Of two bytes each. @throws where it is of another type; null where there is none */
  codes(name: string): Uint16Array | null;
}

const LONGEST_JSON = 64 * 2 ** 20;
const BYTES = { f8: 8, f4: 4, i8: 8, i4: 4, u2: 2, u1: 1 } as const;
type ArrayType = keyof typeof BYTES;

/**
 * Takes a record's payload apart: length of the JSON, JSON, padding to 8 bytes, arrays.
 *
 * @param bytes in a buffer of their own, from its first byte on
 * @throws in one line that begins with `place`
 */
export function readPayload(bytes: Uint8Array<ArrayBuffer>, place: string): Payload {
  if (bytes.length < 4) fail(place, `the record has ${bytes.length} bytes, but its JSON's length takes 4`);
  const length = new DataView(bytes.buffer).getUint32(0, true);
  if (length > LONGEST_JSON) fail(place, `JSON of ${length} bytes, but at most ${LONGEST_JSON} are read`);
  if (4 + length > bytes.length) fail(place, `JSON of ${length} bytes in a record of ${bytes.length}`);
  const json = parseObject(bytes.subarray(4, 4 + length), place);
  return payloadOf(json, bytes.buffer.slice(Math.min(bytes.length, Math.ceil((4 + length) / 8) * 8)), place);
}

/** Puts JSON and the array data that its key `arrays` speaks of together. @throws in one line that begins with `place` */
export function payloadOf(json: Payload["json"], data: ArrayBuffer, place: string): Payload {
  const views = viewsOf(json, data, place);
  return {
    json,
    array(name, expected) {
      const view = views.get(name);
      if (view === undefined) return null;
      if (expected !== undefined && view.length !== expected)
        fail(place, `array "${quoteName(name)}" has ${view.length} entries, but ${expected} are expected`);
      if (view instanceof Float64Array) return view;
      return view instanceof BigInt64Array ? exactNumbers(view, name, place) : Float64Array.from(view);
    },
    codes(name) {
      const view = views.get(name);
      if (view === undefined || view instanceof Uint16Array) return view ?? null;
      return fail(place, `array "${quoteName(name)}" is not of type u2`);
    },
  };
}

/** @throws where it is no JSON object, in one line that begins with `place` */
export function parseObject(bytes: Uint8Array, place: string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (typeof json === "object" && json !== null && !Array.isArray(json)) return json as Record<string, unknown>;
  } catch {
    fail(place, "no JSON in UTF-8");
  }
  return fail(place, "the JSON is no object");
}

type View = Float64Array | Float32Array | BigInt64Array | Int32Array | Uint16Array | Uint8Array;

function viewsOf(json: Readonly<Record<string, unknown>>, data: ArrayBuffer, place: string): Map<string, View> {
  const views = new Map<string, View>();
  const { arrays } = json;
  if (!Object.hasOwn(json, "arrays")) return views;
  if (typeof arrays !== "object" || arrays === null) fail(place, `"arrays" is no object`);
  let bytes = 0;
  for (const [name, entry] of Object.entries(arrays)) {
    const view = viewOf(entry, data, `${place}: array "${quoteName(name)}"`);
    // Arrays that lie over each other would make a small record take any amount of memory.
    bytes += view.byteLength;
    if (bytes > data.byteLength)
      fail(place, `arrays of over ${bytes - 1} bytes, but the record has ${data.byteLength} of them`);
    views.set(name, view);
  }
  return views;
}

function viewOf(entry: unknown, data: ArrayBuffer, place: string): View {
  const [type, shape, offset] = Array.isArray(entry) ? (entry as unknown[]) : [];
  if (typeof type !== "string" || !Object.hasOwn(BYTES, type))
    fail(place, `its type is none of ${Object.keys(BYTES).join(", ")}`);
  if (!Array.isArray(shape) || !shape.every(isWhole)) fail(place, "its shape is no list of whole numbers");
  if (!isWhole(offset) || offset % 8 !== 0) fail(place, "its offset is no multiple of 8");
  const count = shape.reduce((product: number, size: number) => product * size, 1);
  const end = offset + count * BYTES[type as ArrayType];
  if (!(end <= data.byteLength))
    fail(place, `it ends at byte ${end} of the record's ${data.byteLength} bytes of arrays`);
  if (type === "f8") return new Float64Array(data, offset, count);
  if (type === "f4") return new Float32Array(data, offset, count);
  if (type === "i8") return new BigInt64Array(data, offset, count);
  if (type === "i4") return new Int32Array(data, offset, count);
  return type === "u2" ? new Uint16Array(data, offset, count) : new Uint8Array(data, offset, count);
}

/** By halves: numbers are made far quicker than bigints. */
function exactNumbers(values: BigInt64Array, name: string, place: string): Float64Array {
  const halves = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
  const numbers = new Float64Array(values.length);
  for (let i = 0; i < numbers.length; i++) {
    const number = halves[2 * i + 1]! * 2 ** 32 + (halves[2 * i]! >>> 0);
    if (!Number.isSafeInteger(number))
      fail(place, `array "${quoteName(name)}" holds ${values[i]}, which is beyond 2^53`);
    numbers[i] = number;
  }
  return numbers;
}
