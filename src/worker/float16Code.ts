/** Half a step beyond 65504, the largest float16; from here on it is infinity. */
const ROUNDS_TO_INFINITY = 0x477ff000;
const INFINITY32 = 0x7f800000;
const SMALLEST_NORMAL16 = 0x38800000;
/** What the exponents' biases differ by, 127 - 15, in its place. */
const BIASES_APART = 112 << 23;

/** The float16 nearest to a float32, both as their codes. */
export function float16Code(code: number): number {
  const sign = (code >>> 16) & 0x8000;
  const size = code & 0x7fffffff;
  if (size > INFINITY32) return sign | 0x7e00;
  if (size >= ROUNDS_TO_INFINITY) return sign | 0x7c00;
  if (size < SMALLEST_NORMAL16) return sign | subnormal16Code(size);
  const rebiased = size - BIASES_APART;
  const tieToEven = (rebiased >>> 13) & 1;
  return sign | ((rebiased + 0xfff + tieToEven) >>> 13);
}

/** A subnormal float16 counts steps of 2^-24; adding 2^52 rounds a float64 to a whole number. */
function subnormal16Code(size: number): number {
  const mantissa = (size & 0x7fffff) | 0x800000;
  const steps = size < 0x800000 ? 0 : mantissa * 2 ** ((size >>> 23) - 150 + 24);
  return steps + 2 ** 52 - 2 ** 52;
}
