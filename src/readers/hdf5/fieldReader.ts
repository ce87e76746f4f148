/** Reads little-endian fields one after the other. */
export interface FieldReader {
  readonly at: number;
  /** Bytes that are left. */
  readonly left: number;
  /** An unsigned integer of up to 8 bytes; Infinity past the safe integers, as an address that is undefined is. */
  uint(bytes: number): number;
  bytes(count: number): Uint8Array<ArrayBuffer>;
  skip(count: number): void;
}

/** Throws, naming `label`, where a field begins within `bytes` but ends past them. */
export function fieldReader(bytes: Uint8Array<ArrayBuffer>, label: string): FieldReader {
  let at = 0;
  const take = (count: number): number => {
    if (at + count > bytes.length) {
      throw new Error(`${label}: damaged: a field takes bytes ${at} to ${at + count} of ${bytes.length}`);
    }
    at += count;
    return at - count;
  };
  return {
    get at() {
      return at;
    },
    get left() {
      return bytes.length - at;
    },
    uint(count) {
      const start = take(count);
      let value = 0;
      for (let i = count - 1; i >= 0; i--) value = value * 256 + bytes[start + i]!;
      return Number.isSafeInteger(value) ? value : Number.POSITIVE_INFINITY;
    },
    bytes(count) {
      const start = take(count);
      return bytes.subarray(start, start + count);
    },
    skip: (count) => void take(count),
  };
}
