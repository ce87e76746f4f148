import { madd32, sum64, touch, widen } from "./lanes";
import { coarse } from "./pivots";
import { pair } from "./runs64";

// What the last function on moments found: the mean in two parts, and the biased variance (or mean square).
export let foundMean: f64 = 0;
export let foundLow: f64 = 0;
export let foundVariance: f64 = 0;

/** Pairs of vectors whose sums stay in float32 lanes: 32 additions, whose rounding averages out. */
export const CHAIN: usize = 32 * 32;

/** Fewer values have too few rounding errors for them to average out, and take no time. */
export const FEW = 32;

// Sums of one channel's or row's deviations from the pivot, and of their squares.
let pivot: f32 = 0;
let s1: f64 = 0;
let s2: f64 = 0;

/**
 * Moments of `outer` runs of `inner` values, `stride` bytes apart. In float32 around a pivot where that is good
 * enough, else in float64, in two passes.
 *
 * @param centred false: the mean is taken as 0, the variance is the mean square
 */
export function findMoments<T>(from: usize, outer: i32, inner: i32, stride: usize, centred: bool): void {
  if (sizeof<T>() == 4 && <f64>outer * <f64>inner >= FEW) {
    startQuick(from, inner, centred);
    let o = 0;
    for (; o + 4 <= outer; o += 4) addFourRuns(from + <usize>o * stride, inner, stride);
    for (; o < outer; o++) addRun(from + <usize>o * stride, inner);
    if (finishQuick(<f64>outer * <f64>inner, centred)) return;
  }
  exactMoments<T>(from, outer, inner, stride, centred);
}

/** Moments of one run, as `findMoments` does, before as many values are written to `into`, unless it is 0. */
export function findRowMoments<T>(from: usize, into: usize, length: i32, centred: bool): void {
  if (sizeof<T>() == 4 && length >= FEW) {
    startQuick(from, length, centred);
    if (into) addRunBefore(from, into, length);
    else addRun(from, length);
    if (finishQuick(<f64>length, centred)) return;
  }
  exactMoments<T>(from, 1, length, 0, centred);
}

/** Begins sums in float32 around a pivot that values from `from` on suggest. */
function startQuick(from: usize, inner: i32, centred: bool): void {
  pivot = centred ? average8(from, inner) : 0;
  s1 = 0;
  s2 = 0;
}

/** Returns whether float32 was good enough: no overflow, no underflow, and a pivot near the mean. */
function finishQuick(n: f64, centred: bool): bool {
  const delta = s1 / n;
  foundMean = centred ? <f64>pivot + delta : 0;
  foundLow = centred ? <f64>pivot - foundMean + delta : 0;
  foundVariance = centred ? max(0, s2 / n - delta * delta) : s2 / n;
  if (s1 == 0 && s2 == 0) return true;
  // The sums' relative errors are about 1e-7, twice that for a pivot a standard deviation off.
  const near = !centred || s1 * s1 < 0.5 * n * s2;
  return s2 - s2 == 0 && s2 > 1e-28 * n && near;
}

/** A first guess of the mean, from values far apart: neighbours are often alike. */
function average8(from: usize, inner: i32): f32 {
  const step = <usize>max(1, inner >> 3) << 2;
  const n = min(inner, 8);
  const share: f32 = <f32>1 / <f32>n;
  let sum: f32 = 0;
  let low: f32 = Infinity;
  let high: f32 = -Infinity;
  for (let i = 0; i < n; i++) {
    const x = load<f32>(from + <usize>i * step);
    sum += x * share;
    low = min(low, x);
    high = max(high, x);
  }
  const guess = <f32>coarse(sum, <f64>high - low);
  return guess - guess == 0 ? guess : 0;
}

/** Adds a run to the quick sums. */
function addRun(from: usize, inner: i32): void {
  addRunAs(from, 0, inner, false);
}

/** Adds a run to the quick sums, and has the cache ready for as many results from `into` on. */
function addRunBefore(from: usize, into: usize, inner: i32): void {
  addRunAs(from, into, inner, true);
}

// @ts-ignore: decorator
@inline
function addRunAs(from: usize, into: usize, inner: i32, ready: bool): void {
  const zero = f32x4.splat(0);
  const p0 = f32x4.splat(pivot);
  const end = from + (<usize>inner << 2);
  const vectorEnd = from + (<usize>(inner & ~15) << 2);
  const far = into - from;
  let t1 = f64x2.splat(0);
  let t2 = t1;
  let p = from;
  while (p < vectorEnd) {
    let a1 = zero;
    let a2 = zero;
    let b1 = zero;
    let b2 = zero;
    const stop = min(p + CHAIN, vectorEnd);
    for (; p < stop; p += 64) {
      if (ready) touch(p + far);
      let d = f32x4.sub(v128.load(p), p0);
      let e = f32x4.sub(v128.load(p, 16), p0);
      a1 = f32x4.add(a1, d);
      b1 = f32x4.add(b1, e);
      a2 = madd32(d, d, a2);
      b2 = madd32(e, e, b2);
      d = f32x4.sub(v128.load(p, 32), p0);
      e = f32x4.sub(v128.load(p, 48), p0);
      a1 = f32x4.add(a1, d);
      b1 = f32x4.add(b1, e);
      a2 = madd32(d, d, a2);
      b2 = madd32(e, e, b2);
    }
    t1 = f64x2.add(t1, f64x2.add(widen(a1), widen(b1)));
    t2 = f64x2.add(t2, f64x2.add(widen(a2), widen(b2)));
  }
  s1 += sum64(t1);
  s2 += sum64(t2);
  for (; p < end; p += 4) addValue(p);
}

/** Adds four runs to the quick sums, side by side: where a run begins, reading waits, but not four times as long. */
function addFourRuns(from: usize, inner: i32, stride: usize): void {
  const zero = f32x4.splat(0);
  const p0 = f32x4.splat(pivot);
  const end = from + (<usize>inner << 2);
  const vectorEnd = from + (<usize>(inner & ~3) << 2);
  let t1 = f64x2.splat(0);
  let t2 = t1;
  let p = from;
  let q = from + 2 * stride;
  while (p < vectorEnd) {
    let a1 = zero;
    let a2 = zero;
    let b1 = zero;
    let b2 = zero;
    const stop = min(p + CHAIN / 4, vectorEnd);
    for (; p < stop; p += 16, q += 16) {
      let d = f32x4.sub(v128.load(p), p0);
      let e = f32x4.sub(v128.load(p + stride), p0);
      a1 = f32x4.add(a1, d);
      b1 = f32x4.add(b1, e);
      a2 = madd32(d, d, a2);
      b2 = madd32(e, e, b2);
      d = f32x4.sub(v128.load(q), p0);
      e = f32x4.sub(v128.load(q + stride), p0);
      a1 = f32x4.add(a1, d);
      b1 = f32x4.add(b1, e);
      a2 = madd32(d, d, a2);
      b2 = madd32(e, e, b2);
    }
    t1 = f64x2.add(t1, f64x2.add(widen(a1), widen(b1)));
    t2 = f64x2.add(t2, f64x2.add(widen(a2), widen(b2)));
  }
  s1 += sum64(t1);
  s2 += sum64(t2);
  for (; p < end; p += 4, q += 4) {
    addValue(p);
    addValue(p + stride);
    addValue(q);
    addValue(q + stride);
  }
}

// @ts-ignore: decorator
@inline
function addValue(p: usize): void {
  const d = <f64>(load<f32>(p) - pivot);
  s1 += d;
  s2 += d * d;
}

/** Two passes, corrected, as ../normTwin.ts has them. */
export function exactMoments<T>(from: usize, outer: i32, inner: i32, stride: usize, centred: bool): void {
  const count = <f64>outer * <f64>inner;
  let mean: f64 = 0;
  if (centred) {
    for (let o = 0; o < outer; o++) mean += sumRun<T>(from + <usize>o * stride, inner);
    mean /= count;
  }
  s1 = 0;
  s2 = 0;
  for (let o = 0; o < outer; o++) addDeviations<T>(from + <usize>o * stride, inner, mean);
  const low = centred ? s1 / count : 0;
  foundMean = mean + low;
  foundLow = mean - foundMean + low;
  foundVariance = max(0, s2 / count - low * low);
  // max() of NaN is NaN in WebAssembly: a channel with a NaN has a variance of NaN, as it should.
}

function sumRun<T>(from: usize, inner: i32): f64 {
  let a = f64x2.splat(0);
  let b = a;
  let p = from;
  const step = 4 * sizeof<T>();
  const vectorEnd = from + <usize>(inner & ~3) * sizeof<T>();
  for (; p < vectorEnd; p += step) {
    a = f64x2.add(a, pair<T>(p));
    b = f64x2.add(b, pair<T>(p + 2 * sizeof<T>()));
  }
  let sum = sum64(f64x2.add(a, b));
  const end = from + <usize>inner * sizeof<T>();
  for (; p < end; p += sizeof<T>()) sum += <f64>load<T>(p);
  return sum;
}

function addDeviations<T>(from: usize, inner: i32, mean: f64): void {
  const centre = f64x2.splat(mean);
  let a1 = f64x2.splat(0);
  let a2 = a1;
  let p = from;
  const vectorEnd = from + <usize>(inner & ~1) * sizeof<T>();
  for (; p < vectorEnd; p += 2 * sizeof<T>()) {
    const d = f64x2.sub(pair<T>(p), centre);
    a1 = f64x2.add(a1, d);
    a2 = f64x2.add(a2, f64x2.mul(d, d));
  }
  let u1 = sum64(a1);
  let u2 = sum64(a2);
  const end = from + <usize>inner * sizeof<T>();
  for (; p < end; p += sizeof<T>()) {
    const d = <f64>load<T>(p) - mean;
    u1 += d;
    u2 += d * d;
  }
  s1 += u1;
  s2 += u2;
}
