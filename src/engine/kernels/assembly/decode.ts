// Narrow types as float32 or float64; exact, but for int64 and uint64 beyond 2^53, which round to the nearest.

/** Codes of one byte by a table of 256 float32 values. */
export function decodeCodes8(from: usize, count: i32, table: usize, into: usize): void {
  for (let i: usize = 0; i < <usize>count; i++) store<f32>(into + (i << 2), load<f32>(table + (<usize>load<u8>(from + i) << 2)));
}

// Kinds of values that runs are made of; ../forms.ts numbers those of two bytes alike.
export const FLOAT16 = 0;
export const BFLOAT16 = 1;
export const INT16 = 2;
export const UINT16 = 3;
export const FLOAT32 = 4;

/** Codes of two bytes as float32. */
export function decode16(kind: i32, from: usize, count: i32, into: usize): void {
  if (kind == FLOAT16) decodeAs(FLOAT16, from, count, into);
  else if (kind == BFLOAT16) decodeAs(BFLOAT16, from, count, into);
  else if (kind == INT16) decodeAs(INT16, from, count, into);
  else decodeAs(UINT16, from, count, into);
}

// @ts-ignore: decorator
@inline
function decodeAs(kind: i32, from: usize, count: i32, into: usize): void {
  const end = from + (<usize>count << 1);
  let p = from;
  let q = into;
  for (; p + 8 <= end; p += 8, q += 16) v128.store(q, valuesAt(kind, p));
  for (; p < end; p += 2, q += 4) {
    const code = kind == INT16 ? <i32>load<i16>(p) : <i32>load<u16>(p);
    const value = kind == FLOAT16 ? float16s(i32x4.splat(code)) : kind == BFLOAT16 ? i32x4.splat(code << 16) : f32x4.splat(<f32>code);
    store<f32>(q, f32x4.extract_lane(value, 0));
  }
}

/** Four values of a kind as float32. */
// @ts-ignore: decorator
@inline
export function valuesAt(kind: i32, p: usize): v128 {
  if (kind == FLOAT32) return v128.load(p);
  if (kind == FLOAT16) return float16s(v128.load_ext<u16>(p));
  if (kind == BFLOAT16) return i32x4.shl(v128.load_ext<u16>(p), 16);
  return f32x4.convert_i32x4_s(kind == INT16 ? v128.load_ext<i16>(p) : v128.load_ext<u16>(p));
}

// What turns the bits of float16 into float32, in memory: constants in the code would be made anew for every vector.
const SIGN_AND_MAGNITUDE = memory.data<u32>([0x8fffffff, 0x8fffffff, 0x8fffffff, 0x8fffffff], 16);
const BIAS = memory.data<f32>([5.192296858534828e33, 5.192296858534828e33, 5.192296858534828e33, 5.192296858534828e33], 16);
/** What infinities and NaN are taken for by `finiteValuesAt` is no smaller than this. */
export const BEYOND_FLOAT16: f32 = 65536;

/** Four values of a kind as float32, of which those of float16 must be finite; half the work for these. */
// @ts-ignore: decorator
@inline
export function finiteValuesAt(kind: i32, p: usize): v128 {
  if (kind != FLOAT16) return valuesAt(kind, p);
  return f32x4.mul(v128.and(i32x4.shl(v128.load_ext<i16>(p), 13), v128.load(SIGN_AND_MAGNITUDE)), v128.load(BIAS));
}

/** Exponent and mantissa moved into place; the multiplication mends the bias, subnormal numbers too. */
// @ts-ignore: decorator
@inline
function float16s(codes: v128): v128 {
  const magnitude = i32x4.shl(v128.and(codes, i32x4.splat(0x7fff)), 13);
  const value = f32x4.mul(magnitude, v128.load(BIAS));
  const special = v128.and(i32x4.ge_s(magnitude, i32x4.splat(0x0f800000)), i32x4.splat(0x7f800000));
  const sign = i32x4.shl(v128.and(codes, i32x4.splat(0x8000)), 16);
  return v128.or(v128.or(value, special), sign);
}

export function decodeInt32(from: usize, count: i32, into: usize): void {
  for (let i: usize = 0; i < <usize>count; i++) store<f64>(into + (i << 3), <f64>load<i32>(from + (i << 2)));
}

export function decodeUint32(from: usize, count: i32, into: usize): void {
  for (let i: usize = 0; i < <usize>count; i++) store<f64>(into + (i << 3), <f64>load<u32>(from + (i << 2)));
}

export function decodeInt64(from: usize, count: i32, into: usize): void {
  for (let i: usize = 0; i < <usize>count; i++) store<f64>(into + (i << 3), <f64>load<i64>(from + (i << 3)));
}

export function decodeUint64(from: usize, count: i32, into: usize): void {
  for (let i: usize = 0; i < <usize>count; i++) store<f64>(into + (i << 3), <f64>load<u64>(from + (i << 3)));
}
