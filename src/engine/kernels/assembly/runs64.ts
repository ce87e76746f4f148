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
  const quadEnd = from + <usize>(count & ~3) * sizeof<T>();
  let p = from;
  for (; p < quadEnd; p += 4 * sizeof<T>()) {
    const x = pair<T>(p);
    const y = pair<T>(p + 2 * sizeof<T>());
    const badX = f64x2.ne(f64x2.sub(x, x), zero);
    const badY = f64x2.ne(f64x2.sub(y, y), zero);
    // True lanes are -1 as integers.
    zeros = i64x2.sub(i64x2.sub(zeros, f64x2.eq(x, zero)), f64x2.eq(y, zero));
    bads = i64x2.sub(i64x2.sub(bads, badX), badY);
    low = f64x2.pmin(f64x2.pmin(low, v128.bitselect(low, x, badX)), v128.bitselect(low, y, badY));
    high = f64x2.pmax(f64x2.pmax(high, v128.bitselect(high, x, badX)), v128.bitselect(high, y, badY));
    // Two vectors are added up before they join the sums, so that an addition need not wait for the last one.
    const d = v128.andnot(f64x2.sub(x, p0), badX);
    const e = v128.andnot(f64x2.sub(y, p0), badY);
    s1 = f64x2.add(s1, f64x2.add(d, e));
    const d2 = f64x2.mul(d, d);
    const e2 = f64x2.mul(e, e);
    s2 = f64x2.add(s2, f64x2.add(d2, e2));
    s3 = f64x2.add(s3, madd64(d2, d, f64x2.mul(e2, e)));
    s4 = f64x2.add(s4, madd64(d2, d2, f64x2.mul(e2, e2)));
  }
  let a1 = sum64(s1);
  let a2 = sum64(s2);
  let a3 = sum64(s3);
  let a4 = sum64(s4);
  let zeroCount = <f64>(i64x2.extract_lane(zeros, 0) + i64x2.extract_lane(zeros, 1));
  let badCount = <f64>(i64x2.extract_lane(bads, 0) + i64x2.extract_lane(bads, 1));
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
