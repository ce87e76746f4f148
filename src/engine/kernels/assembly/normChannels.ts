import { applyColumns, columnGradientSums, columnMoments } from "./normColumns";
import { findGradientSums, foundGrad, foundGradX } from "./normGradientSums";
import { findMoments, foundLow, foundMean, foundVariance } from "./normMoments";
import { applyGradientRun, applyRun, isPlain } from "./normRuns";
import { applyFourGradientRuns, applyFourRuns } from "./normRunsOfFour";

// The functions on channels of ../normKernels.ts, for tensors of [outer, channels, inner] values; arrays of float64
// have one entry a channel, from channel 0 on.

export function channelMomentsOf<T>(
  x: usize,
  outer: i32,
  channels: i32,
  inner: i32,
  from: i32,
  to: i32,
  mean: usize,
  variance: usize,
  low: usize,
): void {
  const stride = <usize>channels * <usize>inner * sizeof<T>();
  if (inner == 1 && channels > 1) {
    const o = <usize>from << 3;
    columnMoments<T>(x + <usize>from * sizeof<T>(), outer, to - from, stride, mean + o, variance + o, low + o);
    return;
  }
  for (let c = from; c < to; c++) {
    const o = <usize>c << 3;
    findMoments<T>(x + <usize>c * <usize>inner * sizeof<T>(), outer, inner, stride, true);
    store<f64>(mean + o, foundMean);
    store<f64>(low + o, foundLow);
    store<f64>(variance + o, foundVariance);
  }
}

export function applyChannelsOf<T>(
  x: usize,
  y: usize,
  outer: i32,
  channels: i32,
  inner: i32,
  from: i32,
  to: i32,
  mean: usize,
  scale: usize,
  shift: usize,
  scratch: usize,
): void {
  const run = <usize>inner * sizeof<T>();
  const stride = <usize>channels * run;
  if (inner == 1 && channels > 1) {
    const p = <usize>from * sizeof<T>();
    const o = <usize>from << 3;
    applyColumns<T>(x + p, 0, y + p, outer, to - from, stride, mean + o, 0, scale + o, shift + o, scratch);
    return;
  }
  let row = 0;
  if (to - from == 1) {
    const o = <usize>from << 3;
    const p = <usize>from * run;
    const m = load<f64>(mean + o);
    const s = load<f64>(scale + o);
    if (isPlain<T>(m) && isPlain<T>(s)) {
      for (; row + 4 <= outer; row += 4) {
        const q = p + <usize>row * stride;
        applyFourRuns<T>(x + q, y + q, inner, stride, m, s, load<f64>(shift + o));
      }
    }
  }
  // Rows outside, so that memory is read in order where all channels are asked for.
  for (; row < outer; row++) {
    for (let c = from; c < to; c++) {
      const o = <usize>c << 3;
      const p = <usize>row * stride + <usize>c * run;
      applyRun<T>(x + p, y + p, inner, load<f64>(mean + o), load<f64>(scale + o), load<f64>(shift + o));
    }
  }
}

export function channelGradientSumsOf<T>(
  x: usize,
  g: usize,
  outer: i32,
  channels: i32,
  inner: i32,
  from: i32,
  to: i32,
  mean: usize,
  grad: usize,
  gradX: usize,
): void {
  const run = <usize>inner * sizeof<T>();
  const stride = <usize>channels * run;
  if (inner == 1 && channels > 1) {
    const p = <usize>from * sizeof<T>();
    const o = <usize>from << 3;
    columnGradientSums<T>(x + p, g + p, outer, to - from, stride, mean + o, grad + o, gradX + o);
    return;
  }
  for (let c = from; c < to; c++) {
    const o = <usize>c << 3;
    const p = <usize>c * run;
    findGradientSums<T>(x + p, g + p, outer, inner, stride, load<f64>(mean + o));
    store<f64>(grad + o, foundGrad);
    store<f64>(gradX + o, foundGradX);
  }
}

export function applyChannelGradientsOf<T>(
  x: usize,
  g: usize,
  z: usize,
  outer: i32,
  channels: i32,
  inner: i32,
  from: i32,
  to: i32,
  mean: usize,
  a: usize,
  b: usize,
  d: usize,
  scratch: usize,
): void {
  const run = <usize>inner * sizeof<T>();
  const stride = <usize>channels * run;
  if (inner == 1 && channels > 1) {
    const p = <usize>from * sizeof<T>();
    const o = <usize>from << 3;
    applyColumns<T>(x + p, g + p, z + p, outer, to - from, stride, mean + o, a + o, b + o, d + o, scratch);
    return;
  }
  let row = 0;
  if (to - from == 1) {
    const o = <usize>from << 3;
    const p = <usize>from * run;
    const m = load<f64>(mean + o);
    const va = load<f64>(a + o);
    const vb = load<f64>(b + o);
    const vd = load<f64>(d + o);
    if (isPlain<T>(m) && isPlain<T>(va) && isPlain<T>(vb) && isPlain<T>(vd)) {
      for (; row + 4 <= outer; row += 4) {
        const q = p + <usize>row * stride;
        applyFourGradientRuns<T>(x + q, g + q, z + q, inner, stride, m, va, vb, vd);
      }
    }
  }
  for (; row < outer; row++) {
    for (let c = from; c < to; c++) {
      const o = <usize>c << 3;
      const p = <usize>row * stride + <usize>c * run;
      const coefficient = load<f64>(d + o);
      applyGradientRun<T>(x + p, g + p, z + p, inner, load<f64>(mean + o), load<f64>(a + o), load<f64>(b + o), coefficient);
    }
  }
}
