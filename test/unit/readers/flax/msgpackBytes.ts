import { type Bytes, concat, uint, utf8 } from "../bytes";

export type Packable = string | number | boolean | null | Uint8Array | readonly Packable[] | Packed;

/** Bytes that are msgpack already. */
export interface Packed {
  readonly packed: Uint8Array;
}

/** A value in msgpack: small integers, texts, bytes, lists. */
export function pack(value: Packable): Bytes {
  if (value === null) return Uint8Array.of(0xc0);
  if (typeof value === "boolean") return Uint8Array.of(value ? 0xc3 : 0xc2);
  if (typeof value === "number") return value < 128 ? Uint8Array.of(value) : concat(Uint8Array.of(0xce), big(4, value));
  if (typeof value === "string") return concat(Uint8Array.of(0xd9, utf8(value).length), utf8(value));
  if (value instanceof Uint8Array) return concat(Uint8Array.of(0xc6), big(4, value.length), value);
  if ("packed" in value) return concat(value.packed);
  return concat(Uint8Array.of(0xdc), big(2, value.length), ...value.map(pack));
}

/** A dictionary of msgpack. */
export function dict(...entries: readonly (readonly [key: Packable, value: Packable])[]): Packed {
  const pairs = entries.flatMap(([key, value]) => [pack(key), pack(value)]);
  return { packed: concat(Uint8Array.of(0xde), big(2, entries.length), ...pairs) };
}

/** An extension; `length` is what it says, where that is a lie. */
export function extension(type: number, payload: Uint8Array, length = payload.length): Packed {
  return { packed: concat(Uint8Array.of(0xc9), big(4, length), Uint8Array.of(type), payload) };
}

/** An array as Flax packs it. */
export function ndarray(shape: Packable, dtype: Packable, values: Uint8Array): Packed {
  return extension(1, pack([shape, dtype, values]));
}

/** `value` big-endian in `length` bytes. */
export function big(length: number, value: number): Bytes {
  return uint(length, value).reverse();
}
