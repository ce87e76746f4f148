import { findGradientSums, foundGrad, foundGradX } from "./normGradientSums";
import { applyGradientRun, high, isPlain, madd } from "./normRuns";
import { sum64, widen } from "./lanes";

/** Rows of single values whose parameters' gradients are summed in the type itself before they join float64 sums. */
const ROWS = 16;

/**
 * Gradients of rows: with g = gradOutput * weight and n = (x - mean) * invStd,
 * z = invStd * (g - average(g) - n * average(g * n)); adds gradOutput * n and gradOutput to the parameters' sums.
 * `scratch` has room for two values of T a parameter.
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
  scratch: usize,
): void {
  const bytes = <usize>(channels * inner) * sizeof<T>();
  const parameters = inner == 1 ? groups * channels : 0;
  memory.fill(scratch, 0, <usize>(2 * parameters) * sizeof<T>());
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
      scratch + <usize>first * sizeof<T>(),
      scratch + <usize>(parameters + first) * sizeof<T>(),
    );
    if (parameters > 0 && (r % (ROWS * groups) == ROWS * groups - 1 || r == rows - 1)) {
      pour<T>(scratch, parameters, gradWeight);
      pour<T>(scratch + <usize>parameters * sizeof<T>(), parameters, gradBias);
    }
  }
}

/** Adds sums of T to float64 ones, and clears them. */
function pour<T>(from: usize, count: i32, into: usize): void {
  for (let i = 0; i < count; i++) addOne(into, i, <f64>load<T>(from + <usize>i * sizeof<T>()));
  memory.fill(from, 0, <usize>count * sizeof<T>());
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
  sumsWeight: usize,
  sumsBias: usize,
): void {
  if (!isPlain<T>(mean) || !isPlain<T>(invStd)) {
    return rowExactly<T>(x, g, z, channels, inner, weight, centred, mean, invStd, gradWeight, gradBias);
  }
  const low: f64 = sizeof<T>() == 8 && centred ? averageDeviation<T>(x, channels * inner, mean) : 0;
  if (inner == 1) return singles<T>(x, g, z, channels, weight, centred, mean, low, invStd, sumsWeight, sumsBias);
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
const CHAIN: usize = 32 * 32;

/** A row whose every value has a weight of its own; `sums` are of type T. */
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
  sumsWeight: usize,
  sumsBias: usize,
): void {
  const lack = (high<T>(mean) - mean - low) * invStd;
  if (weight) pass<T>(x, g, z, length, weight, centred, <T>mean, <T>invStd, <T>lack, sumsWeight, sumsBias, true);
  else pass<T>(x, g, z, length, weight, centred, <T>mean, <T>invStd, <T>lack, sumsWeight, sumsBias, false);
}

/** Two passes over the row: n is (x - centre) * scale + lack. */
// @ts-ignore: decorator
@inline
function pass<T>(
  x: usize,
  g: usize,
  z: usize,
  length: i32,
  weight: usize,
  centred: bool,
  centre: T,
  scale: T,
  lack: T,
  sumsWeight: usize,
  sumsBias: usize,
  weighted: bool,
): void {
  const vc = v128.splat<T>(centre);
  const vs = v128.splat<T>(scale);
  const vt = v128.splat<T>(lack);
  const bytes = <usize>length * sizeof<T>();
  const vectorEnd = bytes & ~31;
  let t1 = f64x2.splat(0);
  let t2 = t1;
  let o: usize = 0;
  while (o < vectorEnd) {
    let a1 = f32x4.splat(0);
    let a2 = a1;
    let b1 = a1;
    let b2 = a1;
    const stop = min(o + CHAIN, vectorEnd);
    for (; o < stop; o += 32) {
      let u = v128.load(g + o);
      let v = v128.load(g + o, 16);
      if (weighted) {
        u = v128.mul<T>(u, v128.load(weight + o));
        v = v128.mul<T>(v, v128.load(weight + o, 16));
      }
      a1 = v128.add<T>(a1, u);
      b1 = v128.add<T>(b1, v);
      a2 = madd<T>(u, madd<T>(v128.sub<T>(v128.load(x + o), vc), vs, vt), a2);
      b2 = madd<T>(v, madd<T>(v128.sub<T>(v128.load(x + o, 16), vc), vs, vt), b2);
    }
    t1 = f64x2.add(t1, wide<T>(v128.add<T>(a1, b1)));
    t2 = f64x2.add(t2, wide<T>(v128.add<T>(a2, b2)));
  }
  let sumG = sum64(t1);
  let sumGN = sum64(t2);
  for (; o < bytes; o += sizeof<T>()) {
    let u = <f64>load<T>(g + o);
    if (weighted) u *= <f64>load<T>(weight + o);
    sumG += u;
    sumGN += u * <f64>((load<T>(x + o) - centre) * scale + lack);
  }
  const b = <T>(-(<f64>scale) * (sumGN / <f64>length));
  const d: T = centred ? <T>(-(<f64>scale) * (sumG / <f64>length)) : 0;
  const vb = v128.splat<T>(b);
  const vd = v128.splat<T>(d);
  for (o = 0; o < vectorEnd; o += 16) {
    const dy = v128.load(g + o);
    const n = madd<T>(v128.sub<T>(v128.load(x + o), vc), vs, vt);
    const sumWeight = madd<T>(dy, n, v128.load(sumsWeight + o));
    const sumBias = v128.add<T>(v128.load(sumsBias + o), dy);
    let u = dy;
    if (weighted) u = v128.mul<T>(u, v128.load(weight + o));
    v128.store(z + o, madd<T>(u, vs, madd<T>(n, vb, vd)));
    v128.store(sumsWeight + o, sumWeight);
    v128.store(sumsBias + o, sumBias);
  }
  for (; o < bytes; o += sizeof<T>()) {
    const dy = load<T>(g + o);
    const n = (load<T>(x + o) - centre) * scale + lack;
    let u = dy;
    if (weighted) u *= load<T>(weight + o);
    store<T>(z + o, u * scale + (n * b + d));
    store<T>(sumsWeight + o, load<T>(sumsWeight + o) + dy * n);
    store<T>(sumsBias + o, load<T>(sumsBias + o) + dy);
  }
}

// @ts-ignore: decorator
@inline
function wide<T>(sums: v128): v128 {
  return sizeof<T>() == 4 ? widen(sums) : sums;
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

// @ts-ignore: decorator
@inline
function addOne(sums: usize, i: i32, value: f64): void {
  const p = sums + (<usize>i << 3);
  store<f64>(p, load<f64>(p) + value);
}
