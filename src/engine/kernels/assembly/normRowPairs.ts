import { sum64, touch, widen } from "./lanes";
import { high, isPlain, madd } from "./normRuns";

// Gradients of rows whose every value has a weight of its own, two rows at a time: they share the loads of weights and
// of the parameters' sums. More would fight for the same places of the cache, as rows are often powers of two long.

/** Bytes whose sums stay in lanes. */
const CHAIN: usize = 32 * 16;

// What the last call of findSums found: the sums of g = dy * weight, and of g * (x - centre), of both rows.
let sumG0: f64 = 0;
let sumG1: f64 = 0;
let sumGX0: f64 = 0;
let sumGX1: f64 = 0;

/** Where things are, and how long a row is, in bytes. */
let rowX: usize = 0;
let rowG: usize = 0;
let rowZ: usize = 0;
let weights: usize = 0;
let rowBytes: usize = 0;
let sumsOfWeight: usize = 0;
let sumsOfBias: usize = 0;

/** What stands for a weight that is not there. */
const one = memory.data(32, 16);

/** The rows of the next calls of `addRows`, one after the other; sums are of T and are added to. */
export function setRows<T>(x: usize, g: usize, z: usize, length: i32, weight: usize, sumsW: usize, sumsB: usize): void {
  rowX = x;
  rowG = g;
  rowZ = z;
  rowBytes = <usize>length * sizeof<T>();
  weights = weight;
  sumsOfWeight = sumsW;
  sumsOfBias = sumsB;
  v128.store(one, v128.splat<T>(1));
  v128.store(one, v128.splat<T>(1), 16);
}

/**
 * One row, or two where `two` says so; each has a mean, a low part of it, and 1 / σ.
 *
 * @returns false, and writes nothing, where a coefficient leaves the type's normal range
 */
// @ts-ignore: decorator
@inline
export function addRows<T>(m0: f64, l0: f64, s0: f64, m1: f64, l1: f64, s1: f64, centred: bool, two: bool): bool {
  const length = <f64>(rowBytes / sizeof<T>());
  findSums<T>(<T>m0, <T>m1, two);
  const t0 = (high<T>(m0) - m0 - l0) * s0;
  const t1 = (high<T>(m1) - m1 - l1) * s1;
  const b0 = (-s0 * (sumGX0 * s0 + sumG0 * t0)) / length;
  const b1 = (-s1 * (sumGX1 * s1 + sumG1 * t1)) / length;
  const d0 = b0 * t0 - (centred ? (s0 * sumG0) / length : 0);
  const d1 = b1 * t1 - (centred ? (s1 * sumG1) / length : 0);
  if (!isPlain<T>(b0 * s0) || (two && !isPlain<T>(b1 * s1))) return false;
  write<T>(<T>m0, <T>s0, <T>(b0 * s0), <T>d0, <T>m1, <T>s1, <T>(b1 * s1), <T>d1, two);
  // Most means are held well enough by the type itself.
  const negligible: f64 = sizeof<T>() == 4 ? 3e-8 : 0;
  if (abs(t0) > negligible) addLack<T>(0, <T>t0);
  if (two && abs(t1) > negligible) addLack<T>(rowBytes, <T>t1);
  return true;
}

// @ts-ignore: decorator
@inline
function findSums<T>(centre0: T, centre1: T, two: bool): void {
  const c0 = v128.splat<T>(centre0);
  const c1 = v128.splat<T>(centre1);
  const step: usize = weights ? 32 : 0;
  const next = rowBytes;
  const far = rowZ - rowX;
  let w = weights ? weights : one;
  let x = rowX;
  let g = rowG;
  const end = x + rowBytes;
  const vectorEnd = x + (rowBytes & ~31);
  let t0 = f64x2.splat(0);
  let t1 = t0;
  let u0 = t0;
  let u1 = t0;
  while (x < vectorEnd) {
    let a0 = f32x4.splat(0);
    let a1 = a0;
    let b0 = a0;
    let b1 = a0;
    const stop = min(x + CHAIN, vectorEnd);
    for (; x < stop; x += 32, g += 32, w += step) {
      touch(x + far);
      if (two) touch(x + far + next);
      const weight = v128.load(w);
      const g0 = v128.mul<T>(v128.load(g), weight);
      a0 = v128.add<T>(a0, g0);
      b0 = madd<T>(g0, v128.sub<T>(v128.load(x), c0), b0);
      if (two) {
        const g1 = v128.mul<T>(v128.load(g + next), weight);
        a1 = v128.add<T>(a1, g1);
        b1 = madd<T>(g1, v128.sub<T>(v128.load(x + next), c1), b1);
      }
      const weight2 = v128.load(w, 16);
      const h0 = v128.mul<T>(v128.load(g, 16), weight2);
      a0 = v128.add<T>(a0, h0);
      b0 = madd<T>(h0, v128.sub<T>(v128.load(x, 16), c0), b0);
      if (two) {
        const h1 = v128.mul<T>(v128.load(g + next, 16), weight2);
        a1 = v128.add<T>(a1, h1);
        b1 = madd<T>(h1, v128.sub<T>(v128.load(x + next, 16), c1), b1);
      }
    }
    t0 = f64x2.add(t0, wide<T>(a0));
    u0 = f64x2.add(u0, wide<T>(b0));
    if (two) {
      t1 = f64x2.add(t1, wide<T>(a1));
      u1 = f64x2.add(u1, wide<T>(b1));
    }
  }
  sumG0 = sum64(t0);
  sumGX0 = sum64(u0);
  sumG1 = sum64(t1);
  sumGX1 = sum64(u1);
  for (; x < end; x += sizeof<T>(), g += sizeof<T>()) {
    const weight = weights ? <f64>load<T>(w) : 1;
    if (weights) w += sizeof<T>();
    const g0 = <f64>load<T>(g) * weight;
    sumG0 += g0;
    sumGX0 += g0 * <f64>(load<T>(x) - centre0);
    if (two) {
      const g1 = <f64>load<T>(g + next) * weight;
      sumG1 += g1;
      sumGX1 += g1 * <f64>(load<T>(x + next) - centre1);
    }
  }
}

/** z = dy * weight * scale + (x - centre) * b + d; adds dy * (x - centre) * scale and dy to the parameters' sums. */
// @ts-ignore: decorator
@inline
function write<T>(centre0: T, scale0: T, fb0: T, fd0: T, centre1: T, scale1: T, fb1: T, fd1: T, two: bool): void {
  const c0 = v128.splat<T>(centre0);
  const s0 = v128.splat<T>(scale0);
  const b0 = v128.splat<T>(fb0);
  const d0 = v128.splat<T>(fd0);
  const c1 = v128.splat<T>(centre1);
  const s1 = v128.splat<T>(scale1);
  const b1 = v128.splat<T>(fb1);
  const d1 = v128.splat<T>(fd1);
  const step: usize = weights ? 32 : 0;
  const next = rowBytes;
  let w = weights ? weights : one;
  let x = rowX;
  let g = rowG;
  let z = rowZ;
  let p = sumsOfWeight;
  let q = sumsOfBias;
  const end = x + rowBytes;
  const vectorEnd = x + (rowBytes & ~31);
  for (; x < vectorEnd; x += 32, g += 32, z += 32, p += 32, q += 32, w += step) {
    const w0 = v128.load(w);
    const g0 = v128.load(g);
    const f0 = v128.sub<T>(v128.load(x), c0);
    const e0 = v128.mul<T>(g0, s0);
    let ofWeight0 = madd<T>(e0, f0, v128.load(p));
    let ofBias0 = v128.add<T>(v128.load(q), g0);
    if (two) {
      const dy = v128.load(g + next);
      const f = v128.sub<T>(v128.load(x + next), c1);
      const e = v128.mul<T>(dy, s1);
      ofWeight0 = madd<T>(e, f, ofWeight0);
      ofBias0 = v128.add<T>(ofBias0, dy);
      v128.store(z + next, madd<T>(e, w0, madd<T>(f, b1, d1)));
    }
    v128.store(z, madd<T>(e0, w0, madd<T>(f0, b0, d0)));
    v128.store(p, ofWeight0);
    v128.store(q, ofBias0);
    const w1 = v128.load(w, 16);
    const g1 = v128.load(g, 16);
    const f1 = v128.sub<T>(v128.load(x, 16), c0);
    const e1 = v128.mul<T>(g1, s0);
    let ofWeight1 = madd<T>(e1, f1, v128.load(p, 16));
    let ofBias1 = v128.add<T>(v128.load(q, 16), g1);
    if (two) {
      const dy = v128.load(g + next, 16);
      const f = v128.sub<T>(v128.load(x + next, 16), c1);
      const e = v128.mul<T>(dy, s1);
      ofWeight1 = madd<T>(e, f, ofWeight1);
      ofBias1 = v128.add<T>(ofBias1, dy);
      v128.store(z + next, madd<T>(e, w1, madd<T>(f, b1, d1)), 16);
    }
    v128.store(z, madd<T>(e1, w1, madd<T>(f1, b0, d0)), 16);
    v128.store(p, ofWeight1, 16);
    v128.store(q, ofBias1, 16);
  }
  for (; x < end; x += sizeof<T>(), g += sizeof<T>(), z += sizeof<T>(), p += sizeof<T>(), q += sizeof<T>()) {
    const weight: T = weights ? load<T>(w) : 1;
    if (weights) w += sizeof<T>();
    single<T>(x, g, z, p, q, weight, centre0, scale0, fb0, fd0);
    if (two) single<T>(x + next, g + next, z + next, p, q, weight, centre1, scale1, fb1, fd1);
  }
}

// @ts-ignore: decorator
@inline
function single<T>(x: usize, g: usize, z: usize, p: usize, q: usize, w: T, centre: T, scale: T, b: T, d: T): void {
  const dy = load<T>(g);
  const f = load<T>(x) - centre;
  const e = dy * scale;
  store<T>(p, load<T>(p) + e * f);
  store<T>(q, load<T>(q) + dy);
  store<T>(z, e * w + (f * b + d));
}

/** Adds dy * lack to the sums of the weight's gradients, for what is missing in x - centre. */
function addLack<T>(row: usize, lack: T): void {
  const t = v128.splat<T>(lack);
  let g = rowG + row;
  let p = sumsOfWeight;
  const end = g + rowBytes;
  const vectorEnd = g + (rowBytes & ~31);
  for (; g < vectorEnd; g += 16, p += 16) v128.store(p, madd<T>(v128.load(g), t, v128.load(p)));
  for (; g < end; g += sizeof<T>(), p += sizeof<T>()) store<T>(p, load<T>(p) + load<T>(g) * lack);
}

// @ts-ignore: decorator
@inline
function wide<T>(sums: v128): v128 {
  return sizeof<T>() == 4 ? widen(sums) : sums;
}
