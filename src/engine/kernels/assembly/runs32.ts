import { countOf, highest32, lowest32, madd32, sum64, widen } from "./lanes";
import { add, addExtremes, BAD, get, N, PIVOT, S1, S2, S3, S4, ZERO } from "./profileState";
import { countValue32, countVector32 } from "./tables";

/** Pairs of vectors whose sums stay in float32 lanes: 32 additions, whose rounding averages out. */
const CHAIN: usize = 16 * 32;

/**
 * Adds a run of float32 values of one channel to its power sums around the channel's pivot: sums in float32
 * lanes over short chains, chains in float64. With a table, counts its buckets too. Masked, it leaves
 * non-finite values out; else they spoil the sums, which ./slab.ts sees.
 */
// @ts-ignore: decorator
@inline
export function addRun32(
  state: usize,
  channels: i32,
  c: i32,
  from: usize,
  count: i32,
  table: usize,
  counted: bool,
  masked: bool,
): void {
  const zero = f32x4.splat(0);
  const pivot = <f32>get(state, channels, PIVOT, c);
  const p0 = f32x4.splat(pivot);
  let t1 = f64x2.splat(0);
  let t2 = t1;
  let t3 = t1;
  let t4 = t1;
  let low = f32x4.splat(Infinity);
  let high = f32x4.splat(-Infinity);
  let zeros = zero;
  let bads = zero;
  let p = from;
  const end = from + (<usize>count << 2);
  const vectorEnd = from + (<usize>(count & ~7) << 2);
  while (p < vectorEnd) {
    let s1 = zero;
    let s2 = zero;
    let s3 = zero;
    let s4 = zero;
    const stop = min(p + CHAIN, vectorEnd);
    while (p < stop) {
      let x = v128.load(p);
      let y = v128.load(p, 16);
      if (counted) {
        countVector32(p, table);
        countVector32(p + 16, table);
      }
      zeros = i32x4.sub(i32x4.sub(zeros, f32x4.eq(x, zero)), f32x4.eq(y, zero));
      if (masked) {
        const badX = f32x4.ne(f32x4.sub(x, x), zero);
        const badY = f32x4.ne(f32x4.sub(y, y), zero);
        bads = i32x4.sub(i32x4.sub(bads, badX), badY);
        low = f32x4.pmin(f32x4.pmin(low, v128.bitselect(low, x, badX)), v128.bitselect(low, y, badY));
        high = f32x4.pmax(f32x4.pmax(high, v128.bitselect(high, x, badX)), v128.bitselect(high, y, badY));
        x = v128.bitselect(p0, x, badX);
        y = v128.bitselect(p0, y, badY);
      } else {
        low = f32x4.pmin(low, f32x4.pmin(x, y));
        high = f32x4.pmax(high, f32x4.pmax(x, y));
      }
      // Two vectors are added up before they join the sums, so that an addition need not wait for the last one.
      const d = f32x4.sub(x, p0);
      const e = f32x4.sub(y, p0);
      s1 = f32x4.add(s1, f32x4.add(d, e));
      const d2 = f32x4.mul(d, d);
      const e2 = f32x4.mul(e, e);
      s2 = f32x4.add(s2, f32x4.add(d2, e2));
      s3 = f32x4.add(s3, madd32(d2, d, f32x4.mul(e2, e)));
      s4 = f32x4.add(s4, madd32(d2, d2, f32x4.mul(e2, e2)));
      p += 32;
    }
    t1 = f64x2.add(t1, widen(s1));
    t2 = f64x2.add(t2, widen(s2));
    t3 = f64x2.add(t3, widen(s3));
    t4 = f64x2.add(t4, widen(s4));
  }
  let a1 = sum64(t1);
  let a2 = sum64(t2);
  let a3 = sum64(t3);
  let a4 = sum64(t4);
  let lowest = lowest32(low);
  let highest = highest32(high);
  let zeroCount = countOf(zeros);
  let badCount = countOf(bads);
  for (; p < end; p += 4) {
    const x = load<f32>(p);
    if (counted) countValue32(p, table);
    if (x == 0) zeroCount++;
    if (masked && x - x != 0) {
      badCount++;
      continue;
    }
    const d = <f64>(x - pivot);
    a1 += d;
    a2 += d * d;
    a3 += d * d * d;
    a4 += d * d * (d * d);
    lowest = min(lowest, <f64>x);
    highest = max(highest, <f64>x);
  }
  add(state, channels, S1, c, a1);
  add(state, channels, S2, c, a2);
  add(state, channels, S3, c, a3);
  add(state, channels, S4, c, a4);
  add(state, channels, ZERO, c, zeroCount);
  add(state, channels, N, c, <f64>count);
  if (masked) add(state, channels, BAD, c, badCount);
  addExtremes(state, channels, c, lowest, highest);
}
