import { sum64, widen } from "./lanes";
import { high, isPlain, madd } from "./normRuns";

// What the last call found: the sums of g, and of g * (x - mean).
export let foundGrad: f64 = 0;
export let foundGradX: f64 = 0;

/** Bytes whose sums stay in float32 lanes. */
const CHAIN: usize = 32 * 32;

/** Sums over `outer` runs of `inner` values, `stride` bytes apart. */
export function findGradientSums<T>(x: usize, g: usize, outer: i32, inner: i32, stride: usize, mean: f64): void {
  foundGrad = 0;
  foundGradX = 0;
  if (isPlain<T>(mean)) {
    let o = 0;
    for (; o + 4 <= outer; o += 4) addFourRuns<T>(x + <usize>o * stride, g + <usize>o * stride, inner, stride, mean);
    for (; o < outer; o++) addRun<T>(x + <usize>o * stride, g + <usize>o * stride, inner, mean);
    foundGradX -= foundGrad * (mean - high<T>(mean));
    if (isPlain<T>(foundGradX) && (foundGradX != 0 || foundGrad == 0)) return;
    foundGrad = 0;
    foundGradX = 0;
  }
  for (let o = 0; o < outer; o++) addExactly<T>(x + <usize>o * stride, g + <usize>o * stride, inner, mean);
}

function addRun<T>(x: usize, g: usize, inner: i32, mean: f64): void {
  const centre = <T>mean;
  const c = v128.splat<T>(centre);
  let t1 = f64x2.splat(0);
  let t2 = t1;
  const end = x + <usize>inner * sizeof<T>();
  const vectorEnd = x + (<usize>inner * sizeof<T>() & ~31);
  while (x < vectorEnd) {
    let a1 = f32x4.splat(0);
    let a2 = a1;
    let b1 = a1;
    let b2 = a1;
    const stop = min(x + CHAIN, vectorEnd);
    for (; x < stop; x += 32, g += 32) {
      const g0 = v128.load(g);
      const g1 = v128.load(g, 16);
      a1 = v128.add<T>(a1, g0);
      b1 = v128.add<T>(b1, g1);
      a2 = madd<T>(g0, v128.sub<T>(v128.load(x), c), a2);
      b2 = madd<T>(g1, v128.sub<T>(v128.load(x, 16), c), b2);
    }
    t1 = f64x2.add(t1, wide<T>(v128.add<T>(a1, b1)));
    t2 = f64x2.add(t2, wide<T>(v128.add<T>(a2, b2)));
  }
  let u1 = sum64(t1);
  let u2 = sum64(t2);
  for (; x < end; x += sizeof<T>(), g += sizeof<T>()) {
    u1 += <f64>load<T>(g);
    u2 += <f64>load<T>(g) * <f64>(load<T>(x) - centre);
  }
  foundGrad += u1;
  foundGradX += u2;
}

/** Four runs side by side: where a run begins, reading waits, but not four times as long. */
function addFourRuns<T>(x: usize, g: usize, inner: i32, stride: usize, mean: f64): void {
  const centre = <T>mean;
  const c = v128.splat<T>(centre);
  let t1 = f64x2.splat(0);
  let t2 = t1;
  const end = x + <usize>inner * sizeof<T>();
  const vectorEnd = x + (<usize>inner * sizeof<T>() & ~15);
  let p = x + 2 * stride;
  let q = g + 2 * stride;
  while (x < vectorEnd) {
    let a1 = f32x4.splat(0);
    let a2 = a1;
    let b1 = a1;
    let b2 = a1;
    const stop = min(x + CHAIN / 4, vectorEnd);
    for (; x < stop; x += 16, g += 16, p += 16, q += 16) {
      let g0 = v128.load(g);
      let g1 = v128.load(g + stride);
      a1 = v128.add<T>(a1, g0);
      b1 = v128.add<T>(b1, g1);
      a2 = madd<T>(g0, v128.sub<T>(v128.load(x), c), a2);
      b2 = madd<T>(g1, v128.sub<T>(v128.load(x + stride), c), b2);
      g0 = v128.load(q);
      g1 = v128.load(q + stride);
      a1 = v128.add<T>(a1, g0);
      b1 = v128.add<T>(b1, g1);
      a2 = madd<T>(g0, v128.sub<T>(v128.load(p), c), a2);
      b2 = madd<T>(g1, v128.sub<T>(v128.load(p + stride), c), b2);
    }
    t1 = f64x2.add(t1, wide<T>(v128.add<T>(a1, b1)));
    t2 = f64x2.add(t2, wide<T>(v128.add<T>(a2, b2)));
  }
  foundGrad += sum64(t1);
  foundGradX += sum64(t2);
  for (; x < end; x += sizeof<T>(), g += sizeof<T>(), p += sizeof<T>(), q += sizeof<T>()) {
    addValue<T>(x, g, centre);
    addValue<T>(x + stride, g + stride, centre);
    addValue<T>(p, q, centre);
    addValue<T>(p + stride, q + stride, centre);
  }
}

// @ts-ignore: decorator
@inline
function addValue<T>(x: usize, g: usize, centre: T): void {
  foundGrad += <f64>load<T>(g);
  foundGradX += <f64>load<T>(g) * <f64>(load<T>(x) - centre);
}

// @ts-ignore: decorator
@inline
function wide<T>(sums: v128): v128 {
  return sizeof<T>() == 4 ? widen(sums) : sums;
}

function addExactly<T>(x: usize, g: usize, inner: i32, mean: f64): void {
  for (let i = 0; i < inner; i++, x += sizeof<T>(), g += sizeof<T>()) {
    foundGrad += <f64>load<T>(g);
    foundGradX += <f64>load<T>(g) * (<f64>load<T>(x) - mean);
  }
}
