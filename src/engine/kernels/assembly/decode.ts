// Narrow types as float32 or float64; exact, but for int64 and uint64 beyond 2^53, which round to the nearest.

/** Codes of one byte by a table of 256 float32 values. */
export function decodeCodes8(from: usize, count: i32, table: usize, into: usize): void {
  for (let i: usize = 0; i < <usize>count; i++) store<f32>(into + (i << 2), load<f32>(table + (<usize>load<u8>(from + i) << 2)));
}

/** bfloat16 is the upper half of float32. */
export function decodeBfloat16(from: usize, count: i32, into: usize): void {
  const end = from + (<usize>count << 1);
  let p = from;
  let q = into;
  for (; p + 8 <= end; p += 8, q += 16) v128.store(q, i32x4.shl(v128.load_ext<u16>(p), 16));
  for (; p < end; p += 2, q += 4) store<u32>(q, <u32>load<u16>(p) << 16);
}

/** Exponent and mantissa moved into place; the multiplication mends the bias, subnormal numbers too. */
export function decodeFloat16(from: usize, count: i32, into: usize): void {
  const end = from + (<usize>count << 1);
  let p = from;
  let q = into;
  for (; p + 8 <= end; p += 8, q += 16) v128.store(q, float16s(v128.load_ext<u16>(p)));
  for (; p < end; p += 2, q += 4) store<f32>(q, f32x4.extract_lane(float16s(i32x4.splat(load<u16>(p))), 0));
}

// @ts-ignore: decorator
@inline
function float16s(codes: v128): v128 {
  const magnitude = i32x4.shl(v128.and(codes, i32x4.splat(0x7fff)), 13);
  const value = f32x4.mul(magnitude, f32x4.splat(5.192296858534828e33));
  const special = v128.and(i32x4.ge_s(magnitude, i32x4.splat(0x0f800000)), i32x4.splat(0x7f800000));
  const sign = i32x4.shl(v128.and(codes, i32x4.splat(0x8000)), 16);
  return v128.or(v128.or(value, special), sign);
}

export function decodeInt16(from: usize, count: i32, into: usize): void {
  const end = from + (<usize>count << 1);
  let p = from;
  let q = into;
  for (; p + 8 <= end; p += 8, q += 16) v128.store(q, f32x4.convert_i32x4_s(v128.load_ext<i16>(p)));
  for (; p < end; p += 2, q += 4) store<f32>(q, <f32>load<i16>(p));
}

export function decodeUint16(from: usize, count: i32, into: usize): void {
  const end = from + (<usize>count << 1);
  let p = from;
  let q = into;
  for (; p + 8 <= end; p += 8, q += 16) v128.store(q, f32x4.convert_i32x4_s(v128.load_ext<u16>(p)));
  for (; p < end; p += 2, q += 4) store<f32>(q, <f32>load<u16>(p));
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
