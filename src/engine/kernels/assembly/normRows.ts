import { findMoments, foundLow, foundMean, foundVariance } from "./normMoments";
import { applyRun, isPlain, madd } from "./normRuns";

/** Rows that share one load of weight and bias. */
const BLOCK = 4;

/**
 * y = (x - mean) * invStd * weight + bias for rows of `channels` runs of `inner` values; weight and bias are 0 where
 * there are none. Writes each row's mean and invStd. `low` has room for the low parts of four means.
 */
export function normalizeRowsOf<T>(
  x: usize,
  y: usize,
  rows: i32,
  channels: i32,
  inner: i32,
  groups: i32,
  weight: usize,
  bias: usize,
  eps: f64,
  centred: bool,
  mean: usize,
  invStd: usize,
  low: usize,
): void {
  const length = channels * inner;
  const bytes = <usize>length * sizeof<T>();
  for (let first = 0; first < rows; first += BLOCK) {
    const block = min(BLOCK, rows - first);
    let plain = inner == 1 && groups == 1;
    for (let i = 0; i < block; i++) {
      const place = <usize>(first + i) << 3;
      findMoments<T>(x + <usize>(first + i) * bytes, 1, length, 0, centred);
      const scale = 1 / sqrt(foundVariance + eps);
      store<f64>(mean + place, foundMean);
      store<f64>(invStd + place, scale);
      store<f64>(low + (<usize>i << 3), foundLow);
      plain = plain && isPlain<T>(scale) && isPlain<T>(foundMean);
    }
    const start = <usize>first * bytes;
    const place = <usize>first << 3;
    if (plain && block == BLOCK) {
      applyBlock<T>(x + start, y + start, channels, weight, bias, mean + place, invStd + place, low);
      continue;
    }
    for (let i = 0; i < block; i++) {
      const row = start + <usize>i * bytes;
      const own = place + (<usize>i << 3);
      const parameters = <usize>(((first + i) % groups) * channels) * sizeof<T>();
      applyRow<T>(
        x + row,
        y + row,
        channels,
        inner,
        weight ? weight + parameters : 0,
        bias ? bias + parameters : 0,
        load<f64>(mean + own),
        load<f64>(low + (<usize>i << 3)),
        load<f64>(invStd + own),
      );
    }
  }
}

/** One row, a run of each channel after the other. */
function applyRow<T>(
  x: usize,
  y: usize,
  channels: i32,
  inner: i32,
  weight: usize,
  bias: usize,
  mean: f64,
  low: f64,
  invStd: f64,
): void {
  const bytes = <usize>inner * sizeof<T>();
  for (let c = 0; c < channels; c++) {
    const w: f64 = weight ? <f64>load<T>(weight + <usize>c * sizeof<T>()) : 1;
    const b: f64 = bias ? <f64>load<T>(bias + <usize>c * sizeof<T>()) : 0;
    applyRun<T>(x, y, inner, mean, invStd * w, b - low * invStd * w);
    x += bytes;
    y += bytes;
  }
}

/** Four rows of single values side by side. */
function applyBlock<T>(
  x: usize,
  y: usize,
  length: i32,
  weight: usize,
  bias: usize,
  mean: usize,
  invStd: usize,
  low: usize,
): void {
  const bytes = <usize>length * sizeof<T>();
  const c0 = centre<T>(mean, 0);
  const c1 = centre<T>(mean, 1);
  const c2 = centre<T>(mean, 2);
  const c3 = centre<T>(mean, 3);
  const s0 = <T>load<f64>(invStd);
  const s1 = <T>load<f64>(invStd, 8);
  const s2 = <T>load<f64>(invStd, 16);
  const s3 = <T>load<f64>(invStd, 24);
  const t0 = rest<T>(mean, invStd, low, 0);
  const t1 = rest<T>(mean, invStd, low, 1);
  const t2 = rest<T>(mean, invStd, low, 2);
  const t3 = rest<T>(mean, invStd, low, 3);
  const one = v128.splat<T>(1);
  const zero = v128.splat<T>(0);
  const vectorEnd = <usize>(length & -(16 / sizeof<T>())) * sizeof<T>();
  let o: usize = 0;
  for (; o < vectorEnd; o += 16) {
    let w = one;
    let b = zero;
    if (weight) w = v128.load(weight + o);
    if (bias) b = v128.load(bias + o);
    const p = x + o;
    const q = y + o;
    v128.store(q, affine<T>(v128.load(p), c0, s0, t0, w, b));
    v128.store(q + bytes, affine<T>(v128.load(p + bytes), c1, s1, t1, w, b));
    v128.store(q + 2 * bytes, affine<T>(v128.load(p + 2 * bytes), c2, s2, t2, w, b));
    v128.store(q + 3 * bytes, affine<T>(v128.load(p + 3 * bytes), c3, s3, t3, w, b));
  }
  for (; o < bytes; o += sizeof<T>()) {
    const w: T = weight ? load<T>(weight + o) : 1;
    const b: T = bias ? load<T>(bias + o) : 0;
    store<T>(y + o, ((load<T>(x + o) - c0) * s0 + t0) * w + b);
    store<T>(y + o + bytes, ((load<T>(x + o + bytes) - c1) * s1 + t1) * w + b);
    store<T>(y + o + 2 * bytes, ((load<T>(x + o + 2 * bytes) - c2) * s2 + t2) * w + b);
    store<T>(y + o + 3 * bytes, ((load<T>(x + o + 3 * bytes) - c3) * s3 + t3) * w + b);
  }
}

// @ts-ignore: decorator
@inline
function affine<T>(x: v128, c: T, s: T, t: T, w: v128, b: v128): v128 {
  const n = madd<T>(v128.sub<T>(x, v128.splat<T>(c)), v128.splat<T>(s), v128.splat<T>(t));
  return madd<T>(n, w, b);
}

// @ts-ignore: decorator
@inline
function centre<T>(mean: usize, row: i32): T {
  return <T>load<f64>(mean + (<usize>row << 3));
}

/** What the rounded mean lacks, scaled. */
// @ts-ignore: decorator
@inline
function rest<T>(mean: usize, invStd: usize, low: usize, row: i32): T {
  const place = <usize>row << 3;
  const exact = load<f64>(mean + place);
  return <T>((<f64>(<T>exact) - exact - load<f64>(low + place)) * load<f64>(invStd + place));
}
