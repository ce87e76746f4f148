import { findRowMoments, foundLow, foundMean, foundVariance } from "./normMoments";
import { applyRun, high, isPlain, madd } from "./normRuns";

/** Where all that is read of a row stays in the first cache, writing it is fast already. */
const FIRST_CACHE: usize = 20 << 10;
/** What is longer has left the second cache before it is written. */
const SECOND_CACHE: usize = 1 << 20;

/**
 * y = (x - mean) * invStd * weight + bias for rows of `channels` runs of `inner` values; weight and bias are 0 where
 * there are none. Writes each row's mean and invStd. A row is in the cache still when it is read again.
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
): void {
  const length = channels * inner;
  const bytes = <usize>length * sizeof<T>();
  const parameters: usize = inner > 1 ? 0 : (weight ? bytes : 0) + (bias ? bytes : 0);
  const ahead = bytes + parameters > FIRST_CACHE && bytes < SECOND_CACHE;
  for (let r = 0; r < rows; r++, x += bytes, y += bytes) {
    findRowMoments<T>(x, ahead ? y : 0, length, centred);
    const scale = 1 / sqrt(foundVariance + eps);
    store<f64>(mean + (<usize>r << 3), foundMean);
    store<f64>(invStd + (<usize>r << 3), scale);
    const first = <usize>((r % groups) * channels) * sizeof<T>();
    const w = weight ? weight + first : 0;
    const b = bias ? bias + first : 0;
    const plain = isPlain<T>(scale) && isPlain<T>(foundMean);
    if (inner == 1 && plain) applySingles<T>(x, y, channels, w, b, foundMean, foundLow, scale);
    else applyRuns<T>(x, y, channels, inner, w, b, foundMean, foundLow, scale);
  }
}

/** A row that is a run of each channel after the other. */
function applyRuns<T>(
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

/** A row whose every value has a weight and a bias of its own. */
function applySingles<T>(
  x: usize,
  y: usize,
  length: i32,
  weight: usize,
  bias: usize,
  mean: f64,
  low: f64,
  invStd: f64,
): void {
  const centre = <T>mean;
  const scale = <T>invStd;
  const offset = <T>((high<T>(mean) - mean - low) * invStd);
  const c = v128.splat<T>(centre);
  const s = v128.splat<T>(scale);
  const t = v128.splat<T>(offset);
  const bytes = <usize>length * sizeof<T>();
  const vectorEnd = bytes & ~31;
  let o: usize = 0;
  if (weight && bias) {
    for (; o < vectorEnd; o += 32) {
      const a = madd<T>(v128.sub<T>(v128.load(x + o), c), s, t);
      const b = madd<T>(v128.sub<T>(v128.load(x + o, 16), c), s, t);
      v128.store(y + o, madd<T>(a, v128.load(weight + o), v128.load(bias + o)));
      v128.store(y + o, madd<T>(b, v128.load(weight + o, 16), v128.load(bias + o, 16)), 16);
    }
  } else if (weight) {
    for (; o < vectorEnd; o += 32) {
      const a = madd<T>(v128.sub<T>(v128.load(x + o), c), s, t);
      const b = madd<T>(v128.sub<T>(v128.load(x + o, 16), c), s, t);
      v128.store(y + o, v128.mul<T>(a, v128.load(weight + o)));
      v128.store(y + o, v128.mul<T>(b, v128.load(weight + o, 16)), 16);
    }
  } else if (!bias) {
    for (; o < vectorEnd; o += 32) {
      v128.store(y + o, madd<T>(v128.sub<T>(v128.load(x + o), c), s, t));
      v128.store(y + o, madd<T>(v128.sub<T>(v128.load(x + o, 16), c), s, t), 16);
    }
  }
  for (; o < bytes; o += sizeof<T>()) {
    const n = (load<T>(x + o) - centre) * scale + offset;
    const w: T = weight ? load<T>(weight + o) : 1;
    const b: T = bias ? load<T>(bias + o) : 0;
    store<T>(y + o, n * w + b);
  }
}
