/**
 * Every second value of interleaved pairs: the real parts (`part` 0) or the imaginary ones (`part` 1) of complex
 * values, `valueBytes` (4 or 8) each. `pairs` starts its buffer; the result is in a buffer of its own.
 */
export function takePart(pairs: Uint8Array<ArrayBuffer>, valueBytes: number, part: 0 | 1): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(pairs.buffer, 0, pairs.length / 4);
  const taken = new Uint32Array(words.length / 2);
  if (valueBytes === 4) {
    for (let i = 0; i < taken.length; i++) taken[i] = words[2 * i + part]!;
  } else {
    for (let i = 0; i < taken.length; i += 2) {
      taken[i] = words[2 * i + 2 * part]!;
      taken[i + 1] = words[2 * i + 2 * part + 1]!;
    }
  }
  return new Uint8Array(taken.buffer);
}
