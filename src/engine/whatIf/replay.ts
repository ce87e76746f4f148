/** Batch statistics step by step, as running averages take them in. */
export interface RecordedBatches {
  /** [step][channel]. */
  readonly mean: readonly Float64Array[];
  /** [step][channel], as the framework takes it in. */
  readonly variance: readonly Float64Array[];
  /** Those to replay. */
  readonly channels: readonly number[];
  /** Per step, how many batches the averages have taken in, ascending from 1; a log may not hold all of them. */
  readonly updates: readonly number[];
}

/** What is left in the averages of one momentum; RMS over channels. */
export interface Replay {
  /** In units of the output's σ, mean and variance together. */
  readonly noise: number;
  readonly lag: number;
  readonly scatterKept: number;
  readonly meanGap: number;
  readonly varianceGap: number;
}

/**
 * Replays running averages and takes their errors apart over the last steps. Of each batch's squared distance from the
 * average before it, the batch's own scatter s² and the average's noise are taken off; what remains is the squared lag
 * (the one-step errors that exponential smoothing is fitted by: Gardner 2006, "Exponential smoothing: the state of the
 * art, part II"). An error of the variance counts half of its share, as it does in the output.
 *
 * @param momentum PyTorch's; null is the cumulative average
 * @param window how many of the last steps
 */
export function replay(recorded: RecordedBatches, momentum: number | null, window: number): Replay {
  const weights = stepWeights(recorded.updates, momentum);
  const kept = noiseKept(recorded.updates, momentum);
  const keptInReplay = noiseOfWeights(weights);
  const from = recorded.mean.length - window;
  let [noise, lagSquared, meanGap, logVarianceGap] = [0, 0, 0, 0];
  const judge = (series: Float64Array, start: number, unit: number) => {
    const averages = runningAverage(series, weights, start);
    const scatter = scatterOf(series.subarray(from)) / unit;
    let [distance, own, replayed] = [0, 0, 0];
    for (let t = from; t < series.length; t++) {
      distance += (series[t]! - averages[t - 1]!) ** 2 / unit / window;
      own += (kept[t - 1]! * scatter) / window;
      replayed += (keptInReplay[t - 1]! * scatter) / window;
    }
    noise += own;
    // Where there is none, this is as often below 0 as above: only the sum over channels is cut.
    lagSquared += distance - scatter - replayed;
    return averages.at(-1)!;
  };
  for (const channel of recorded.channels) {
    const mean = seriesOf(recorded.mean, channel);
    const variance = seriesOf(recorded.variance, channel);
    const [centre, sigmaSquared] = [average(mean.subarray(from)), average(variance.subarray(from))];
    const lastMean = judge(mean, 0, sigmaSquared);
    const lastVariance = judge(variance, 1, 4 * sigmaSquared ** 2);
    meanGap += (lastMean - centre) ** 2 / sigmaSquared;
    logVarianceGap += Math.log(lastVariance / sigmaSquared);
  }
  const count = recorded.channels.length;
  return {
    noise: Math.sqrt(noise / count),
    lag: Math.sqrt(Math.max(0, lagSquared) / count),
    scatterKept: Math.sqrt(kept.at(-1)!),
    meanGap: Math.sqrt(meanGap / count),
    varianceGap: Math.exp(logVarianceGap / count),
  };
}

/** What each step weighs in the average: where it stands for several batches, as much as they together. */
function stepWeights(updates: readonly number[], momentum: number | null): readonly number[] {
  return updates.map((update, t) => {
    if (momentum === null) return 1 / (t + 1);
    return 1 - (1 - momentum) ** (update - (updates[t - 1] ?? 0));
  });
}

/**
 * Variance that the average keeps of independent batches, over that of one batch, after each step: the sum of squared
 * weights, which comes to m / (2 - m), or to 1 / t for the cumulative average.
 */
function noiseKept(updates: readonly number[], momentum: number | null): readonly number[] {
  return updates.map((update) => {
    if (momentum === null) return 1 / update;
    return momentum === 0 ? 0 : ((1 - (1 - momentum) ** (2 * update)) * momentum) / (2 - momentum);
  });
}

/** Likewise, of the steps that are known alone. */
function noiseOfWeights(weights: readonly number[]): readonly number[] {
  let kept = 0;
  return weights.map((weight) => {
    kept = (1 - weight) ** 2 * kept + weight ** 2;
    return kept;
  });
}

function runningAverage(series: Float64Array, weights: readonly number[], start: number): Float64Array {
  let value = start;
  return series.map((batch, t) => {
    value += weights[t]! * (batch - value);
    return value;
  });
}

/**
 * Variance of single batches around their trend, of second differences, in which a steady drift has no part (Gasser,
 * Sroka and Jennen-Steinmetz 1986, "Residual variance and residual pattern in nonlinear regression").
 */
function scatterOf(series: Float64Array): number {
  let squares = 0;
  for (let t = 1; t < series.length - 1; t++) squares += (series[t - 1]! - 2 * series[t]! + series[t + 1]!) ** 2;
  return squares / 6 / (series.length - 2);
}

function seriesOf(steps: readonly Float64Array[], channel: number): Float64Array {
  return Float64Array.from(steps, (step) => step[channel]!);
}

function average(series: Float64Array): number {
  return series.reduce((sum, value) => sum + value, 0) / series.length;
}
