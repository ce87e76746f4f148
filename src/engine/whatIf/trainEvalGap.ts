import { rootMeanSquare } from "../findings/robust";
import { channelMoments, type ExampleSums } from "./exampleSums";
import { type Cause, causesOf, type GapCauses } from "./gapCauses";
import { gapOf, type Statistics, type StatisticsGap, unbiasedStatistics } from "./statisticsGap";
import type { TrainedNorm } from "./trainedNorm";

/** How a batch norm's outputs in training and in inference differ on the same activations, and why. */
export interface TrainEvalGap extends StatisticsGap {
  readonly examples: number;
  /** Of one channel of one example. */
  readonly values: number;
  /** RMS gap that sampling alone would make, of this batch and of those in the running averages. */
  readonly noise: number;
  /** The same of each channel. */
  readonly noiseByChannel: Float64Array;
  /** Share of the squared gap that this explains, 1 at most. */
  readonly noiseShare: number;
  readonly causes: GapCauses;
  readonly cause: Cause;
  /**
   * RMS gap that would be left if the running statistics were estimated anew: from every other example, for the rest
   * of them, and the other way round, with the noise that so few have. Null below four examples.
   */
  readonly reestimated: number | null;
}

/** Were sampling all, 95 of 100 channels or more would have a gap within so many times their noise. */
export const EXPLAINED = 2;

/** Whether a channel's gap is larger than sampling explains. */
export function isBeyondNoise(
  { gap, noiseByChannel }: Pick<TrainEvalGap, "gap" | "noiseByChannel">,
  channel: number,
): boolean {
  return gap[channel]! > EXPLAINED * noiseByChannel[channel]!;
}

/**
 * @param sums of the activations that enter the layer, as one batch
 * @throws where the layer has another number of channels, or a value or statistic is not finite
 */
export function trainEvalGap(sums: ExampleSums, norm: TrainedNorm): TrainEvalGap {
  checkFits(sums, norm);
  const batch = statisticsOf(sums);
  const gap = gapOf(batch, norm.running, norm);
  const noiseByChannel = noiseOf(sums, batch, norm);
  const noise = rootMeanSquare(noiseByChannel);
  const causes = causesOf({ batch, norm, values: sums.values, examples: sums.examples, noise });
  return {
    ...gap,
    examples: sums.examples,
    values: sums.values,
    noise,
    noiseByChannel,
    noiseShare: gap.rms === 0 ? 1 : Math.min(1, (noise / gap.rms) ** 2),
    causes: causes.parts,
    cause: causes.cause,
    reestimated: reestimatedGap(sums, norm),
  };
}

function checkFits({ channels, mean, m2 }: ExampleSums, { running, weight }: TrainedNorm): void {
  for (const [name, { length }] of Object.entries({ mean: running.mean, variance: running.variance })) {
    if (length !== channels) {
      throw new Error(`the activations have ${channels} channels, but the running ${name} has ${length}`);
    }
  }
  if (weight && weight.length !== channels) {
    throw new Error(`the activations have ${channels} channels, but the weight has ${weight.length}`);
  }
  if (!mean.every(Number.isFinite) || !m2.every(Number.isFinite)) {
    throw new Error("NaN or infinite values are among the activations: outputs of training would be NaN");
  }
  const kept = [running.mean, running.variance, ...(weight ? [weight] : [])];
  if (!kept.every((numbers) => numbers.every(Number.isFinite)) || running.variance.some((variance) => variance < 0)) {
    throw new Error("running statistics or weights are not finite, or a running variance is negative");
  }
}

/** Mean and biased variance of all examples as one batch. */
function statisticsOf(sums: ExampleSums): Statistics {
  const moments = Array.from({ length: sums.channels }, (_, channel) => channelMoments(sums, channel));
  return {
    mean: Float64Array.from(moments, ({ mean }) => mean),
    variance: Float64Array.from(moments, ({ variance }) => variance),
  };
}

/**
 * By channel, from the scatter of examples: what batches of so many differ by, to the first order. Running averages add the share
 * m / (2 - m) of the noise of the batches that they are made of.
 */
function noiseOf(sums: ExampleSums, batch: Statistics, { eps, weight, training }: TrainedNorm): Float64Array {
  const { examples, channels, values, mean, m2 } = sums;
  const batches = 1 / examples + training.scatterKept / (training.examples ?? examples);
  const noise = new Float64Array(channels);
  for (let c = 0; c < channels; c++) {
    const variance = batch.variance[c]!;
    let [ofMean, ofSquare] = [0, 0];
    for (let n = 0; n < examples; n++) {
      const place = n * channels + c;
      const distance = mean[place]! - batch.mean[c]!;
      ofMean += distance ** 2 / (examples - 1);
      ofSquare += (m2[place]! / values + distance ** 2 - variance) ** 2 / (examples - 1);
    }
    const scale = variance + eps;
    if (scale === 0) continue;
    const squared = (ofMean / scale + (variance * ofSquare) / (4 * scale ** 3)) * batches;
    noise[c] = Math.abs(weight?.[c] ?? 1) * Math.sqrt(squared);
  }
  return noise;
}

const LEAST_EXAMPLES = 4;

function reestimatedGap(sums: ExampleSums, norm: TrainedNorm): number | null {
  if (sums.examples < LEAST_EXAMPLES) return null;
  const halves = [0, 1].map((first) => everyOther(sums, first));
  const [a, b] = halves.map(statisticsOf);
  const [estimateA, estimateB] = halves.map((half, i) => unbiasedStatistics([a!, b!][i]!, half.examples * half.values));
  return Math.sqrt((gapOf(a!, estimateB!, norm).rms ** 2 + gapOf(b!, estimateA!, norm).rms ** 2) / 2);
}

function everyOther({ examples, channels, values, mean, m2 }: ExampleSums, first: number): ExampleSums {
  const rows = Array.from({ length: examples }, (_, n) => n).filter((n) => n % 2 === first);
  const pick = (all: Float64Array) => {
    const picked = new Float64Array(rows.length * channels);
    for (const [i, n] of rows.entries()) picked.set(all.subarray(n * channels, (n + 1) * channels), i * channels);
    return picked;
  };
  return { examples: rows.length, channels, values, mean: pick(mean), m2: pick(m2) };
}
