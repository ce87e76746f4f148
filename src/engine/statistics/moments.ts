/**
 * Counts, means and central moment sums (to order 4) of finite values, one entry a channel.
 * The mean is kept in two parts, mean + meanLow, so that merging loses nothing where the
 * offset dwarfs the spread (mean 1e8, deviation 1).
 */
export interface Moments {
  readonly count: Float64Array;
  readonly mean: Float64Array;
  readonly meanLow: Float64Array;
  readonly m2: Float64Array;
  readonly m3: Float64Array;
  readonly m4: Float64Array;
}

export function createMoments(channels: number): Moments {
  const array = () => new Float64Array(channels);
  return { count: array(), mean: array(), meanLow: array(), m2: array(), m3: array(), m4: array() };
}

/**
 * Adds n values of one channel, given as their rounded mean and the sums of (x - mean)^k, k = 1 to 4.
 * The first sum corrects the rounding of the mean.
 */
export function addSums(
  into: Moments,
  channel: number,
  n: number,
  mean: number,
  s1: number,
  s2: number,
  s3: number,
  s4: number,
): void {
  const e = s1 / n;
  mergeOne(
    into,
    channel,
    n,
    mean,
    e,
    Math.max(0, s2 - n * e * e),
    s3 - 3 * e * s2 + 2 * n * e ** 3,
    Math.max(0, s4 - 4 * e * s3 + 6 * e * e * s2 - 3 * n * e ** 4),
  );
}

/** Adds every channel of `from` to the same channel of `into`. */
export function mergeMoments(into: Moments, from: Moments): void {
  for (let c = 0; c < into.count.length; c++) mergeChannel(into, c, from, c);
}

/** All channels as one. */
export function wholeMoments(channels: Moments): Moments {
  const whole = createMoments(1);
  for (let c = 0; c < channels.count.length; c++) mergeChannel(whole, 0, channels, c);
  return whole;
}

/** The moments of values that each occur so many times. */
export function countedMoments(value: Float64Array, count: Float64Array): Moments {
  const moments = createMoments(1);
  const n = count.reduce((sum, times) => sum + times, 0);
  if (n === 0) return moments;
  const mean = value.reduce((sum, x, i) => sum + x * (count[i]! / n), 0);
  let [s1, s2, s3, s4] = [0, 0, 0, 0];
  for (let i = 0; i < value.length; i++) {
    const d = value[i]! - mean;
    const d2 = d * d;
    s1 += count[i]! * d;
    s2 += count[i]! * d2;
    s3 += count[i]! * d2 * d;
    s4 += count[i]! * d2 * d2;
  }
  addSums(moments, 0, n, mean, s1, s2, s3, s4);
  return moments;
}

function mergeChannel(into: Moments, to: number, from: Moments, c: number): void {
  mergeOne(into, to, from.count[c]!, from.mean[c]!, from.meanLow[c]!, from.m2[c]!, from.m3[c]!, from.m4[c]!);
}

/** Pébay (2008), "Formulas for robust, one-pass parallel computation of covariances and arbitrary-order moments". */
function mergeOne(
  into: Moments,
  c: number,
  nB: number,
  mean: number,
  meanLow: number,
  m2B: number,
  m3B: number,
  m4B: number,
): void {
  if (nB === 0) return;
  const nA = into.count[c]!;
  const n = nA + nB;
  if (nA === 0) {
    setMean(into, c, mean, meanLow);
    into.m2[c] = m2B;
    into.m3[c] = m3B;
    into.m4[c] = m4B;
  } else {
    const delta = mean - into.mean[c]! + (meanLow - into.meanLow[c]!);
    const shift = delta / n;
    const [m2A, m3A] = [into.m2[c]!, into.m3[c]!];
    const cross = delta * shift * nA * nB;
    into.m4[c]! +=
      m4B +
      cross * shift * shift * (nA * nA - nA * nB + nB * nB) +
      6 * shift * shift * (nA * nA * m2B + nB * nB * m2A) +
      4 * shift * (nA * m3B - nB * m3A);
    into.m3[c]! += m3B + cross * shift * (nA - nB) + 3 * shift * (nA * m2B - nB * m2A);
    into.m2[c]! += m2B + cross;
    setMean(into, c, into.mean[c]!, into.meanLow[c]! + shift * nB);
  }
  into.count[c] = n;
}

/** Knuth's two-sum keeps what the addition rounds away. */
function setMean(into: Moments, c: number, high: number, low: number): void {
  const sum = high + low;
  const part = sum - high;
  into.mean[c] = sum;
  into.meanLow[c] = high - (sum - part) + (low - part);
}
