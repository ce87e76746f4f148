/** Bytes put together by hand, so that no test trusts the code it tests. */
export type Bytes = Uint8Array<ArrayBuffer>;

export function concat(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** `value` little-endian in `length` bytes. */
export function uint(length: number, value: number | bigint): Bytes {
  let rest = BigInt(value);
  return Uint8Array.from({ length }, () => {
    const byte = Number(rest & 255n);
    rest >>= 8n;
    return byte;
  });
}

export function latin1(text: string): Bytes {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export function utf8(text: string): Bytes {
  return new Uint8Array(new TextEncoder().encode(text));
}

export function hex(text: string): Bytes {
  return Uint8Array.from(text.replaceAll(" ", "").match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

export function float32(...values: readonly number[]): Bytes {
  return new Uint8Array(Float32Array.from(values).buffer);
}

export function zeros(length: number): Bytes {
  return new Uint8Array(length);
}
