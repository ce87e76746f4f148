import { findGradientSums, foundGrad, foundGradX } from "./normGradientSums";
import { addRows, setRows } from "./normRowPairs";
import { applyGradientRun } from "./normRuns";
import { pair } from "./runs64";

/** Pairs of rows whose parameters' gradients are summed in the type itself before they join float64 sums. */
const SHORT = 16;

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
  scratch: usize,
): void {
  const length = channels * inner;
  const bytes = <usize>length * sizeof<T>();
  const parameters = inner == 1 ? groups * channels : 0;
  const sumsOfBias = scratch + <usize>parameters * sizeof<T>();
  memory.fill(scratch, 0, <usize>(2 * parameters) * sizeof<T>());
  let pending = 0;
  for (let r = 0; r < rows; r++) {
    const row = <usize>r * bytes;
    const first = (r % groups) * channels;
    const w = weight ? weight + <usize>first * sizeof<T>() : 0;
    const m = load<f64>(mean + (<usize>r << 3));
    const s = load<f64>(invStd + (<usize>r << 3));
    const ofWeight = gradWeight + (<usize>first << 3);
    const ofBias = gradBias + (<usize>first << 3);
    if (!isTame<T>(m, s)) {
      rowExactly<T>(x + row, g + row, z + row, channels, inner, w, centred, m, s, ofWeight, ofBias);
      continue;
    }
    const low = lowOf<T>(x + row, length, m, centred);
    if (inner > 1) {
      rowOfRuns<T>(x + row, g + row, z + row, channels, inner, w, centred, m, low, s, ofWeight, ofBias);
      continue;
    }
    const sums = <usize>first * sizeof<T>();
    setRows<T>(x + row, g + row, z + row, length, w, scratch + sums, sumsOfBias + sums);
    const m1: f64 = r + 1 < rows ? load<f64>(mean + (<usize>r << 3), 8) : 0;
    const s1: f64 = r + 1 < rows ? load<f64>(invStd + (<usize>r << 3), 8) : NaN;
    const two = groups == 1 && isTame<T>(m1, s1);
    const low1: f64 = two ? lowOf<T>(x + row + bytes, length, m1, centred) : 0;
    if (two && addRows<T>(m, low, s, m1, low1, s1, centred, true)) r++;
    else if (!addRows<T>(m, low, s, 0, 0, 0, centred, false)) {
      rowExactly<T>(x + row, g + row, z + row, channels, inner, w, centred, m, s, ofWeight, ofBias);
    }
    if (++pending == SHORT * groups) {
      pour<T>(scratch, parameters, gradWeight);
      pour<T>(sumsOfBias, parameters, gradBias);
      pending = 0;
    }
  }
  if (pending) {
    pour<T>(scratch, parameters, gradWeight);
    pour<T>(sumsOfBias, parameters, gradBias);
  }
}

/** Adds sums of T to float64 ones, and clears them. */
function pour<T>(from: usize, count: i32, into: usize): void {
  let i = 0;
  for (; i + 1 < count; i += 2) {
    const p = into + (<usize>i << 3);
    v128.store(p, f64x2.add(v128.load(p), pair<T>(from + <usize>i * sizeof<T>())));
  }
  if (i < count) addOne(into, i, <f64>load<T>(from + <usize>i * sizeof<T>()));
  memory.fill(from, 0, <usize>count * sizeof<T>());
}

/** What a rounded mean lacks: nothing that float32 could tell. */
function lowOf<T>(x: usize, length: i32, mean: f64, centred: bool): f64 {
  return sizeof<T>() == 8 && centred ? averageDeviation<T>(x, length, mean) : 0;
}

/** Whether products of gradients and deviations stay in the type's range, not only those of normalized values. */
function isTame<T>(mean: f64, invStd: f64): bool {
  const largest: f64 = sizeof<T>() == 8 ? 1e100 : 1e15;
  return abs(mean) < largest && invStd < largest && invStd > 1 / largest;
}

/** A row that is a run of each channel after the other. */
function rowOfRuns<T>(
  x: usize,
  g: usize,
  z: usize,
  channels: i32,
  inner: i32,
  weight: usize,
  centred: bool,
  mean: f64,
  low: f64,
  invStd: f64,
  gradWeight: usize,
  gradBias: usize,
): void {
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
