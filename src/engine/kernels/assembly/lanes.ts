// Small pieces that kernels share; all are inlined.

/** a * b + c, rounded once where the machine's fused multiply-add is to be had. */
// @ts-ignore: decorator
@inline
export function madd32(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

// @ts-ignore: decorator
@inline
export function madd64(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f64x2.relaxed_madd(a, b, c) : f64x2.add(f64x2.mul(a, b), c);
}

/** The four float32 lanes as two sums in float64. */
// @ts-ignore: decorator
@inline
export function widen(x: v128): v128 {
  return f64x2.add(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 1)));
}

// @ts-ignore: decorator
@inline
export function sum64(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}

/** Whether no lane is NaN or infinite. */
// @ts-ignore: decorator
@inline
export function isFinite32(x: v128): bool {
  return !v128.any_true(f32x4.ne(f32x4.sub(x, x), f32x4.splat(0)));
}

/** 16 bytes of zeros and 16 of ones. */
const MASKS = memory.data<i64>([0, 0, -1, -1], 16);

/** All bits of the lanes beyond the first `rest`. */
// @ts-ignore: decorator
@inline
export function lanesBeyond(rest: usize): v128 {
  return v128.load(MASKS + 16 - (min<usize>(4, rest) << 2));
}

/** A true lane is -1: hits are counted by subtraction. */
// @ts-ignore: decorator
@inline
export function countOf(x: v128): f64 {
  return <f64>(
    (i32x4.extract_lane(x, 0) + i32x4.extract_lane(x, 1) + i32x4.extract_lane(x, 2) + i32x4.extract_lane(x, 3))
  );
}

// @ts-ignore: decorator
@inline
export function lowest32(x: v128): f64 {
  const y = f32x4.pmin(x, v128.shuffle<i64>(x, x, 1, 0));
  return <f64>min(f32x4.extract_lane(y, 0), f32x4.extract_lane(y, 1));
}

// @ts-ignore: decorator
@inline
export function highest32(x: v128): f64 {
  const y = f32x4.pmax(x, v128.shuffle<i64>(x, x, 1, 0));
  return <f64>max(f32x4.extract_lane(y, 0), f32x4.extract_lane(y, 1));
}

/**
 * Has a line of memory in the cache that will be written: a store that misses waits, and few can wait at a time, while
 * loads fetch many lines side by side. The load stays in the code because it could trap.
 */
// @ts-ignore: decorator
@inline
export function touch(p: usize): void {
  load<i32>(p);
}
