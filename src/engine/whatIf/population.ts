import { channelMoments, type ExampleSums } from "./exampleSums";

/** The captured examples as batch norm would see them all at once, which batches are drawn from. */
export interface Population {
  readonly examples: number;
  /** Of one channel of one example. */
  readonly values: number;
  /** Indices of the channels that are judged; all arrays below have an entry for each of these. */
  readonly channels: readonly number[];
  /** Channels that are left out, because a value of theirs is NaN or infinite. */
  readonly nonFinite: readonly number[];
  /** Channels that are left out, because all their values are the same. */
  readonly constant: readonly number[];
  readonly mean: Float64Array;
  /** Biased. */
  readonly variance: Float64Array;
  /** √(variance + ε), which the output is divided by. */
  readonly scale: Float64Array;
  /** [example × channels + channel]: the example's mean of the population's output, (x - mean) / scale. */
  readonly outputMean: Float64Array;
  /** Likewise, of the squared output. */
  readonly outputSquare: Float64Array;
}

/** Below this share of the mean a deviation is rounding. */
const ROUNDING = 1e-12;

/** @param eps batch norm's ε */
export function populationOf(sums: ExampleSums, eps: number): Population {
  const { examples, values } = sums;
  const found = Array.from({ length: sums.channels }, (_, channel) => ({ channel, ...channelMoments(sums, channel) }));
  const nonFinite = found.filter((one) => kindOf(one) === "nonFinite");
  const constant = found.filter((one) => kindOf(one) === "constant");
  const kept = found.filter((one) => kindOf(one) === "varies");
  const outputMean = new Float64Array(examples * kept.length);
  const outputSquare = new Float64Array(examples * kept.length);
  for (const [k, { channel, mean, variance }] of kept.entries()) {
    const scale = Math.sqrt(variance + eps);
    for (let n = 0; n < examples; n++) {
      const from = n * sums.channels + channel;
      const to = n * kept.length + k;
      outputMean[to] = (sums.mean[from]! - mean) / scale;
      outputSquare[to] = sums.m2[from]! / values / scale ** 2 + outputMean[to]! ** 2;
    }
  }
  return {
    examples,
    values,
    channels: kept.map(({ channel }) => channel),
    nonFinite: nonFinite.map(({ channel }) => channel),
    constant: constant.map(({ channel }) => channel),
    mean: Float64Array.from(kept, ({ mean }) => mean),
    variance: Float64Array.from(kept, ({ variance }) => variance),
    scale: Float64Array.from(kept, ({ variance }) => Math.sqrt(variance + eps)),
    outputMean,
    outputSquare,
  };
}

function kindOf({ mean, variance }: { readonly mean: number; readonly variance: number }) {
  if (!Number.isFinite(mean) || !Number.isFinite(variance)) return "nonFinite";
  return Math.sqrt(variance) <= ROUNDING * Math.abs(mean) ? "constant" : "varies";
}
