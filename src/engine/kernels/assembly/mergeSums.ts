import { add, at, BAD, COUNT, get, HIGH, LOW, M2, M3, M4, MAX, MEAN, MEAN_LOW, MIN, N, NON_FINITE } from "./profileState";
import { PENDING, PIVOT, S1, S2, S3, S4, set, ZERO, ZEROS } from "./profileState";

/** Adds a channel's power sums of the slab to those of earlier slabs around the same pivot. */
// @ts-ignore: decorator
@inline
export function addSlabSums(state: usize, channels: i32, c: i32): void {
  const bad = get(state, channels, BAD, c);
  add(state, channels, ZEROS, c, get(state, channels, ZERO, c));
  add(state, channels, NON_FINITE, c, bad);
  add(state, channels, PENDING, c, get(state, channels, N, c) - bad);
  add(state, channels, PENDING + 1, c, get(state, channels, S1, c));
  add(state, channels, PENDING + 2, c, get(state, channels, S2, c));
  add(state, channels, PENDING + 3, c, get(state, channels, S3, c));
  add(state, channels, PENDING + 4, c, get(state, channels, S4, c));
  const low = at(state, channels, MIN, c);
  store<f64>(low, min(load<f64>(low), get(state, channels, LOW, c)));
  const high = at(state, channels, MAX, c);
  store<f64>(high, max(load<f64>(high), get(state, channels, HIGH, c)));
}

/** Turns all channels' pending power sums into moments. */
export function finishState(state: usize, channels: i32): void {
  for (let c = 0; c < channels; c++) mergePending(state, channels, c);
}

/**
 * Turns a channel's pending power sums into moments, before its pivot moves; formulas as in
 * ../../statistics/moments.ts.
 */
export function mergePending(state: usize, channels: i32, c: i32): void {
  const n = get(state, channels, PENDING, c);
  if (n == 0) return;
  const s2 = get(state, channels, PENDING + 2, c);
  const s3 = get(state, channels, PENDING + 3, c);
  const s4 = get(state, channels, PENDING + 4, c);
  const e = get(state, channels, PENDING + 1, c) / n;
  mergeMoments(
    state,
    channels,
    c,
    n,
    e,
    max(0, s2 - n * e * e),
    s3 - 3 * e * s2 + 2 * n * e * e * e,
    max(0, s4 - 4 * e * s3 + 6 * e * e * s2 - 3 * n * e * e * e * e),
  );
  for (let k = 0; k < 5; k++) set(state, channels, PENDING + k, c, 0);
}

function mergeMoments(state: usize, channels: i32, c: i32, nB: f64, meanLow: f64, m2B: f64, m3B: f64, m4B: f64): void {
  const mean = get(state, channels, PIVOT, c);
  const nA = get(state, channels, COUNT, c);
  set(state, channels, COUNT, c, nA + nB);
  if (nA == 0) {
    setMean(state, channels, c, mean, meanLow);
    set(state, channels, M2, c, m2B);
    set(state, channels, M3, c, m3B);
    set(state, channels, M4, c, m4B);
    return;
  }
  const n = nA + nB;
  const meanA = get(state, channels, MEAN, c);
  const lowA = get(state, channels, MEAN_LOW, c);
  const m2A = get(state, channels, M2, c);
  const m3A = get(state, channels, M3, c);
  const delta = mean - meanA + (meanLow - lowA);
  const shift = delta / n;
  const cross = delta * shift * nA * nB;
  const m4 =
    m4B +
    cross * shift * shift * (nA * nA - nA * nB + nB * nB) +
    6 * shift * shift * (nA * nA * m2B + nB * nB * m2A) +
    4 * shift * (nA * m3B - nB * m3A);
  add(state, channels, M4, c, m4);
  add(state, channels, M3, c, m3B + cross * shift * (nA - nB) + 3 * shift * (nA * m2B - nB * m2A));
  add(state, channels, M2, c, m2B + cross);
  setMean(state, channels, c, meanA, lowA + shift * nB);
}

/** Knuth's two-sum keeps what the addition rounds away. */
function setMean(state: usize, channels: i32, c: i32, high: f64, low: f64): void {
  const sum = high + low;
  const part = sum - high;
  set(state, channels, MEAN, c, sum);
  set(state, channels, MEAN_LOW, c, high - (sum - part) + (low - part));
}
