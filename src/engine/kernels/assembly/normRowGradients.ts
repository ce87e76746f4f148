import { findGradientSums, foundGrad, foundGradX } from "./normGradientSums";
import { applyGradientRun, high, isPlain, madd } from "./normRuns";
import { sum64, widen } from "./lanes";

/**
 * Gradients of rows: with g = gradOutput * weight and n = (x - mean) * invStd,
 * z = invStd * (g - average(g) - n * average(g * n)); adds gradOutput * n and gradOutput to the parameters' sums.
 */
export function rowGradientsOf<T>(
  x: usize,
  g: usize,
  z: usize,
  rows: i32,
  channels: i32,
  inner: i32,
  groups: i32,
  weight: usize,
  centred: bool,
  mean: usize,
  invStd: usize,
  gradWeight: usize,
  gradBias: usize,
): void {
  const bytes = <usize>(channels * inner) * sizeof<T>();
  for (let r = 0; r < rows; r++) {
    const place = <usize>r << 3;
    const row = <usize>r * bytes;
    const first = (r % groups) * channels;
    gradientsOfRow<T>(
      x + row,
      g + row,
      z + row,
      channels,
      inner,
      weight ? weight + <usize>first * sizeof<T>() : 0,
      centred,
      load<f64>(mean + place),
      load<f64>(invStd + place),
      gradWeight + (<usize>first << 3),
      gradBias + (<usize>first << 3),
    );
  }
}

function gradientsOfRow<T>(
  x: usize,
  g: usize,
  z: usize,
  channels: i32,
  inner: i32,
  weight: usize,
  centred: bool,
  mean: f64,
  invStd: f64,
  gradWeight: usize,
  gradBias: usize,
): void {
  if (!isPlain<T>(mean) || !isPlain<T>(invStd)) {
    return rowExactly<T>(x, g, z, channels, inner, weight, centred, mean, invStd, gradWeight, gradBias);
  }
  const low: f64 = sizeof<T>() == 8 && centred ? averageDeviation<T>(x, channels * inner, mean) : 0;
  if (inner == 1) return singles<T>(x, g, z, channels, weight, centred, mean, low, invStd, gradWeight, gradBias);
  const bytes = <usize>inner * sizeof<T>();
  let sumG: f64 = 0;
  let sumGN: f64 = 0;
  for (let c = 0; c < channels; c++) {
    const place = <usize>c * bytes;
    findGradientSums<T>(x + place, g + place, 1, inner, 0, mean);
    const w = weightOf<T>(weight, c);
    const withN = (foundGradX - low * foundGrad) * invStd;
    sumG += w * foundGrad;
    sumGN += w * withN;
    addOne(gradWeight, c, withN);
    addOne(gradBias, c, foundGrad);
  }
  const count = <f64>channels * <f64>inner;
  const b = -invStd * (sumGN / count) * invStd;
  const d = -invStd * (centred ? sumG / count : 0) - b * low;
  for (let c = 0; c < channels; c++) {
    const place = <usize>c * bytes;
    const w = weightOf<T>(weight, c);
    applyGradientRun<T>(x + place, g + place, z + place, inner, mean, invStd * w, b, d);
  }
}

/** Bytes whose sums stay in lanes. */
const CHAIN: usize = 32 * 16;

/** A row whose every value has a weight of its own. */
function singles<T>(
  x: usize,
  g: usize,
  z: usize,
  length: i32,
  weight: usize,
  centred: bool,
  mean: f64,
  low: f64,
  invStd: f64,
  gradWeight: usize,
  gradBias: usize,
): void {
  const centre = <T>mean;
  const scale = <T>invStd;
  const rest = <T>((high<T>(mean) - mean - low) * invStd);
  const vc = v128.splat<T>(centre);
  const vs = v128.splat<T>(scale);
  const vt = v128.splat<T>(rest);
  const one = v128.splat<T>(1);
  const bytes = <usize>length * sizeof<T>();
  const vectorEnd = <usize>(length & -(16 / sizeof<T>())) * sizeof<T>();
  let t1 = f64x2.splat(0);
  let t2 = t1;
  let o: usize = 0;
  while (o < vectorEnd) {
    let a1 = f32x4.splat(0);
    let a2 = a1;
    const stop = min(o + CHAIN, vectorEnd);
    for (; o < stop; o += 16) {
      let w = one;
      if (weight) w = v128.load(weight + o);
      const gw = v128.mul<T>(v128.load(g + o), w);
      a1 = v128.add<T>(a1, gw);
      a2 = madd<T>(gw, madd<T>(v128.sub<T>(v128.load(x + o), vc), vs, vt), a2);
    }
    t1 = f64x2.add(t1, sizeof<T>() == 4 ? widen(a1) : a1);
    t2 = f64x2.add(t2, sizeof<T>() == 4 ? widen(a2) : a2);
  }
  let sumG = sum64(t1);
  let sumGN = sum64(t2);
  for (; o < bytes; o += sizeof<T>()) {
    const gw = <f64>load<T>(g + o) * (weight ? <f64>load<T>(weight + o) : 1);
    sumG += gw;
    sumGN += gw * <f64>((load<T>(x + o) - centre) * scale + rest);
  }
  const b = <T>(-invStd * (sumGN / <f64>length));
  const d: T = centred ? <T>(-invStd * (sumG / <f64>length)) : 0;
  const vb = v128.splat<T>(b);
  const vd = v128.splat<T>(d);
  for (o = 0; o < vectorEnd; o += 16) {
    const dy = v128.load(g + o);
    const n = madd<T>(v128.sub<T>(v128.load(x + o), vc), vs, vt);
    let w = one;
    if (weight) w = v128.load(weight + o);
    v128.store(z + o, madd<T>(v128.mul<T>(dy, w), vs, madd<T>(n, vb, vd)));
    addWide<T>(gradWeight, o, v128.mul<T>(dy, n));
    addWide<T>(gradBias, o, dy);
  }
  for (; o < bytes; o += sizeof<T>()) {
    const dy = load<T>(g + o);
    const n = (load<T>(x + o) - centre) * scale + rest;
    const w: T = weight ? load<T>(weight + o) : 1;
    store<T>(z + o, dy * w * scale + (n * b + d));
    addOne(gradWeight, <i32>(o / sizeof<T>()), <f64>dy * <f64>n);
    addOne(gradBias, <i32>(o / sizeof<T>()), <f64>dy);
  }
}

/** A row in float64 and without factors' products, which might leave the range of the type. */
function rowExactly<T>(
  x: usize,
  g: usize,
  z: usize,
  channels: i32,
  inner: i32,
  weight: usize,
  centred: bool,
  mean: f64,
  invStd: f64,
  gradWeight: usize,
  gradBias: usize,
): void {
  const length = channels * inner;
  const low: f64 = centred ? averageDeviation<T>(x, length, mean) : 0;
  let averageG: f64 = 0;
  let averageGN: f64 = 0;
  for (let i = 0; i < length; i++) {
    const o = <usize>i * sizeof<T>();
    const dy = <f64>load<T>(g + o);
    const n = (<f64>load<T>(x + o) - mean - low) * invStd;
    const gw = dy * weightOf<T>(weight, i / inner);
    if (centred) averageG += gw / <f64>length;
    averageGN += (gw * n) / <f64>length;
    addOne(gradWeight, i / inner, dy * n);
    addOne(gradBias, i / inner, dy);
  }
  for (let i = 0; i < length; i++) {
    const o = <usize>i * sizeof<T>();
    const n = (<f64>load<T>(x + o) - mean - low) * invStd;
    const gw = <f64>load<T>(g + o) * weightOf<T>(weight, i / inner);
    store<T>(z + o, <T>(invStd * (gw - averageG - n * averageGN)));
  }
}

/** What a rounded mean lacks. */
function averageDeviation<T>(x: usize, length: i32, mean: f64): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < length; i++) sum += <f64>load<T>(x + <usize>i * sizeof<T>()) - mean;
  return sum / <f64>length;
}

// @ts-ignore: decorator
@inline
function weightOf<T>(weight: usize, c: i32): f64 {
  return weight ? <f64>load<T>(weight + <usize>c * sizeof<T>()) : 1;
}

/** Adds the lanes of one vector, whose first value stands `o` bytes into its row, to float64 sums. */
// @ts-ignore: decorator
@inline
function addWide<T>(sums: usize, o: usize, values: v128): void {
  if (sizeof<T>() == 8) {
    v128.store(sums + o, f64x2.add(v128.load(sums + o), values));
    return;
  }
  const p = sums + (o << 1);
  v128.store(p, f64x2.add(v128.load(p), f64x2.promote_low_f32x4(values)));
  const upper = f64x2.promote_low_f32x4(v128.shuffle<i64>(values, values, 1, 1));
  v128.store(p, f64x2.add(v128.load(p, 16), upper), 16);
}

// @ts-ignore: decorator
@inline
function addOne(sums: usize, i: i32, value: f64): void {
  const p = sums + (<usize>i << 3);
  store<f64>(p, load<f64>(p) + value);
}
