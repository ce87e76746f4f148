import { madd64, sum64 } from "./lanes";
import { add, addExtremes, BAD, get, N, PIVOT, S1, S2, S3, S4, ZERO } from "./profileState";

/** Two values as float64. */
// @ts-ignore: decorator
@inline
export function pair<T>(p: usize): v128 {
  return sizeof<T>() == 8 ? v128.load(p) : f64x2.promote_low_f32x4(v128.load64_zero(p));
}

/**
 * Adds a run of values of one channel to its power sums around the channel's pivot, all in float64; leaves
 * non-finite values out and counts them.
 */
export function addRun64<T>(state: usize, channels: i32, c: i32, from: usize, count: i32): void {
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  const pivot = get(state, channels, PIVOT, c);
  const p0 = f64x2.splat(pivot);
  let s1 = zero;
  let s2 = zero;
  let s3 = zero;
  let s4 = zero;
  let zeros = zero;
  let bads = zero;
  let low = f64x2.splat(Infinity);
  let high = f64x2.splat(-Infinity);
  const end = from + <usize>count * sizeof<T>();
  const pairEnd = from + <usize>(count & ~1) * sizeof<T>();
  let p = from;
  for (; p < pairEnd; p += 2 * sizeof<T>()) {
    const raw = pair<T>(p);
    const bad = f64x2.ne(f64x2.sub(raw, raw), zero);
    zeros = f64x2.add(zeros, v128.and(f64x2.eq(raw, zero), one));
    bads = f64x2.add(bads, v128.and(bad, one));
    low = f64x2.pmin(low, v128.bitselect(low, raw, bad));
    high = f64x2.pmax(high, v128.bitselect(high, raw, bad));
    const d = v128.andnot(f64x2.sub(raw, p0), bad);
    const d2 = f64x2.mul(d, d);
    s1 = f64x2.add(s1, d);
    s2 = f64x2.add(s2, d2);
    s3 = madd64(d2, d, s3);
    s4 = madd64(d2, d2, s4);
  }
  let a1 = sum64(s1);
  let a2 = sum64(s2);
  let a3 = sum64(s3);
  let a4 = sum64(s4);
  let zeroCount = sum64(zeros);
  let badCount = sum64(bads);
  let lowest = min(f64x2.extract_lane(low, 0), f64x2.extract_lane(low, 1));
  let highest = max(f64x2.extract_lane(high, 0), f64x2.extract_lane(high, 1));
  for (; p < end; p += sizeof<T>()) {
    const x = <f64>load<T>(p);
    if (x == 0) zeroCount++;
    if (x - x != 0) {
      badCount++;
      continue;
    }
    const d = x - pivot;
    a1 += d;
    a2 += d * d;
    a3 += d * d * d;
    a4 += d * d * (d * d);
    lowest = min(lowest, x);
    highest = max(highest, x);
  }
  add(state, channels, S1, c, a1);
  add(state, channels, S2, c, a2);
  add(state, channels, S3, c, a3);
  add(state, channels, S4, c, a4);
  add(state, channels, ZERO, c, zeroCount);
  add(state, channels, N, c, <f64>count);
  add(state, channels, BAD, c, badCount);
  addExtremes(state, channels, c, lowest, highest);
}
