import { BEYOND_FLOAT16, FLOAT16, FLOAT32, finiteValuesAt, valuesAt } from "./decode";
import { isFinite32, lanesBeyond, madd32, widen } from "./lanes";
import { addBad, addExtremes4, addPowers, addZeros } from "./laneSums";
import { countCodes16, countFloat32, countVector16, countVector32 } from "./tables";

/** Pairs of vectors whose sums stay in float32 lanes: 24 additions and 3 at the end, whose rounding averages out. */
const CHAIN: usize = 24;

/**
 * Adds a run of values of one channel to its sums at `q` (see ./laneSums.ts): powers of the distance from the pivot.
 * With a table, counts the buckets of float32 and the codes of all else. Reads up to 12 bytes beyond the run.
 */
// @ts-ignore: decorator
@inline
export function addRun(q: usize, pivot: f32, kind: i32, from: usize, count: i32, table: usize, counted: bool): void {
  const zero = f32x4.splat(0);
  const p0 = f32x4.splat(pivot);
  const four: usize = kind == FLOAT32 ? 16 : 8;
  let sum1 = f64x2.splat(0);
  let sum2 = sum1;
  let sum3 = sum1;
  let sum4 = sum1;
  let low = f32x4.splat(Infinity);
  let high = f32x4.splat(-Infinity);
  let zeros = zero;
  let p = from;
  const end = from + (<usize>count * four) / 4;
  while (p < end) {
    // Powers three and four have two sums each, so that an addition need not wait for the last one.
    let s1 = zero;
    let s2 = zero;
    let s3 = zero;
    let s4 = zero;
    let t3 = zero;
    let t4 = zero;
    const first = p;
    const lowBefore = low;
    const highBefore = high;
    const stop = min(p + CHAIN * 2 * four, end);
    const pairEnd = first + ((stop - first) & ~(2 * four - 1));
    for (; p < pairEnd; p += 2 * four) {
      const x = finiteValuesAt(kind, p);
      const y = finiteValuesAt(kind, p + four);
      if (counted) {
        countFour(kind, p, table);
        countFour(kind, p + four, table);
      }
      zeros = i32x4.sub(i32x4.sub(zeros, f32x4.eq(x, zero)), f32x4.eq(y, zero));
      low = f32x4.pmin(low, f32x4.pmin(x, y));
      high = f32x4.pmax(high, f32x4.pmax(x, y));
      const d = f32x4.sub(x, p0);
      const e = f32x4.sub(y, p0);
      s1 = f32x4.add(s1, f32x4.add(d, e));
      const d2 = f32x4.mul(d, d);
      const e2 = f32x4.mul(e, e);
      s2 = f32x4.add(s2, f32x4.add(d2, e2));
      s3 = madd32(d2, d, s3);
      t3 = madd32(e2, e, t3);
      s4 = madd32(d2, d2, s4);
      t4 = madd32(e2, e2, t4);
    }
    for (; p < stop; p += four) {
      const x = finiteValuesAt(kind, p);
      const rest = ((stop - p) * 4) / four;
      const others = lanesBeyond(rest);
      if (counted) countSome(kind, p, <i32>min<usize>(4, rest), table);
      zeros = i32x4.sub(zeros, v128.andnot(f32x4.eq(x, zero), others));
      // All bits set are a NaN, which is never the lower or higher of two.
      low = f32x4.pmin(low, v128.or(x, others));
      high = f32x4.pmax(high, v128.or(x, others));
      const d = v128.andnot(f32x4.sub(x, p0), others);
      s1 = f32x4.add(s1, d);
      const d2 = f32x4.mul(d, d);
      s2 = f32x4.add(s2, d2);
      s3 = madd32(d2, d, s3);
      s4 = madd32(d2, d2, s4);
    }
    s4 = f32x4.add(s4, t4);
    if (isFinite32(s4) && (kind != FLOAT16 || isFloat16(low, high))) {
      sum1 = f64x2.add(sum1, widen(s1));
      sum2 = f64x2.add(sum2, widen(s2));
      sum3 = f64x2.add(sum3, widen(f32x4.add(s3, t3)));
      sum4 = f64x2.add(sum4, widen(s4));
    } else {
      low = lowBefore;
      high = highBefore;
      addMasked(q, p0, kind, first, stop);
    }
  }
  addPowers(q, sum1, sum2, sum3, sum4);
  addExtremes4(q, low, high);
  addZeros(q, zeros);
}

// @ts-ignore: decorator
@inline
function isFloat16(low: v128, high: v128): bool {
  const beyond = f32x4.splat(BEYOND_FLOAT16);
  return !v128.any_true(v128.or(f32x4.le(low, f32x4.neg(beyond)), f32x4.ge(high, beyond)));
}

// @ts-ignore: decorator
@inline
function countFour(kind: i32, p: usize, table: usize): void {
  if (kind == FLOAT32) countVector32(p, table);
  else countVector16(p, table);
}

// @ts-ignore: decorator
@inline
function countSome(kind: i32, p: usize, count: i32, table: usize): void {
  if (kind == FLOAT32) countFloat32(p, count, table);
  else countCodes16(p, count, table);
}

/** A chain, whose zeros have been counted, without its non-finite values, which are. */
export function addMasked(q: usize, p0: v128, kind: i32, from: usize, end: usize): void {
  const zero = f32x4.splat(0);
  const four: usize = kind == FLOAT32 ? 16 : 8;
  let s1 = zero;
  let s2 = zero;
  let s3 = zero;
  let s4 = zero;
  let low = f32x4.splat(Infinity);
  let high = f32x4.splat(-Infinity);
  let bads = zero;
  for (let p = from; p < end; p += four) {
    const x = valuesAt(kind, p);
    const others = lanesBeyond(((end - p) * 4) / four);
    const bad = f32x4.ne(f32x4.sub(x, x), zero);
    const out = v128.or(bad, others);
    bads = i32x4.sub(bads, v128.andnot(bad, others));
    low = f32x4.pmin(low, v128.or(x, out));
    high = f32x4.pmax(high, v128.or(x, out));
    const d = v128.andnot(f32x4.sub(x, p0), out);
    s1 = f32x4.add(s1, d);
    const d2 = f32x4.mul(d, d);
    s2 = f32x4.add(s2, d2);
    s3 = madd32(d2, d, s3);
    s4 = madd32(d2, d2, s4);
  }
  addPowers(q, widen(s1), widen(s2), widen(s3), widen(s4));
  addExtremes4(q, low, high);
  addBad(q, bads);
}
