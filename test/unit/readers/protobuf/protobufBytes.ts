import { type Bytes, concat, utf8 } from "../bytes";

/** An unsigned integer of up to 64 bits as protobuf writes it; a negative one as its two's complement. */
export function varint(value: number | bigint): Bytes {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}

/** A field: a number as a varint, a text or bytes with their length. */
export function field(number: number, value: number | bigint | string | Uint8Array): Bytes {
  if (typeof value === "number" || typeof value === "bigint") return concat(varint(number * 8), varint(value));
  const bytes = typeof value === "string" ? utf8(value) : value;
  return concat(varint(number * 8 + 2), varint(bytes.length), bytes);
}

/** A field of 4 bytes as they are. */
export function fixed32(number: number, bytes: Uint8Array): Bytes {
  return concat(varint(number * 8 + 5), bytes);
}

/** A field that says a length and holds no more than `bytes`. */
export function lying(number: number, length: number | bigint, bytes: Uint8Array = new Uint8Array()): Bytes {
  return concat(varint(number * 8 + 2), varint(length), bytes);
}
