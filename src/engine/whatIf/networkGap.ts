import { rootMeanSquare } from "../findings/robust";
import type { PairSums } from "./pairSums";
import { gapOf, inverseScale } from "./statisticsGap";
import type { TrainEvalGap } from "./trainEvalGap";
import type { TrainedNorm } from "./trainedNorm";

/**
 * What a batch norm's output is shifted by from training to inference, when the whole network runs in both modes. Its own
 * part is that of its running statistics; the inherited part has come with its input. They add up, value by value:
 * with f in training and g in inference, f(x) - g(x') = (f(x) - g(x)) + (g(x) - g(x')).
 */
export interface OutputShift {
  /** RMS over the layer's values, by channel, γ included. */
  readonly shift: Float64Array;
  readonly inherited: Float64Array;
  /** RMS over channels, of the shift and of its parts. */
  readonly rms: number;
  readonly rmsOwn: number;
  readonly rmsInherited: number;
  /**
   * What each part adds to the squared shift, of 1: its product with the whole (Pratt 1987, "Dividing the indivisible").
   * Below 0 or above 1 where the parts cancel each other. Both are 0 where there is no shift.
   */
  readonly ownShare: number;
  readonly inheritedShare: number;
}

/**
 * @param pair of the inputs in both modes
 * @throws where a value of inference is not finite
 */
export function outputShift(pair: PairSums, norm: TrainedNorm): OutputShift {
  const { batch, shift, covariance } = pair;
  const { running, eps, weight } = norm;
  if (![shift.mean, shift.variance].every((numbers) => numbers.every(Number.isFinite))) {
    throw new Error("NaN or infinite values are among the activations of inference");
  }
  const own = gapOf(batch, running, norm).gap;
  const inherited = new Float64Array(own.length);
  const whole = new Float64Array(own.length);
  let [ofOwn, ofInherited] = [0, 0];
  for (let c = 0; c < own.length; c++) {
    const gamma = Math.abs(weight?.[c] ?? 1);
    const a = gamma * inverseScale(batch.variance[c]!, eps);
    const b = gamma * inverseScale(running.variance[c]!, eps);
    const passed = b * b * (shift.mean[c]! ** 2 + shift.variance[c]!);
    const offset = b * (batch.mean[c]! - running.mean[c]!);
    const product = b * ((a - b) * covariance[c]! - offset * shift.mean[c]!);
    ofOwn += own[c]! ** 2 + product;
    ofInherited += passed + product;
    inherited[c] = Math.sqrt(passed);
    whole[c] = Math.sqrt(Math.max(0, own[c]! ** 2 + passed + 2 * product));
  }
  const squared = ofOwn + ofInherited;
  return {
    shift: whole,
    inherited,
    rms: rootMeanSquare(whole),
    rmsOwn: rootMeanSquare(own),
    rmsInherited: rootMeanSquare(inherited),
    ownShare: squared > 0 ? ofOwn / squared : 0,
    inheritedShare: squared > 0 ? ofInherited / squared : 0,
  };
}

/** A layer among those that were captured. */
export interface LayerInNetwork {
  /** Of the layer's own statistics, on its input in training. */
  readonly gap: TrainEvalGap;
  /** Null where inference was not captured. */
  readonly parts: OutputShift | null;
}

/** Where a network's gap between training and inference arises. */
export interface NetworkGap {
  /**
   * For each layer, what each captured layer's statistics add to its squared shift, of 1; the last entry is what came
   * to the first captured layer already. Null where inference was not captured.
   */
  readonly origins: readonly Float64Array[] | null;
  /** Index of the layer whose statistics are most at fault; null where sampling explains every layer's own gap. */
  readonly culprit: number | null;
  /** RMS shift of the last layer's output that would be left with the culprit's statistics mended; null likewise. */
  readonly left: number | null;
}

/**
 * Origins are an estimate: what a layer inherits is taken to be made up as the shift of the layer before it is, since
 * what lies between is not known. That is exact where the layers between are linear and treat all parts alike.
 *
 * @param layers in the order in which they run
 */
export function networkGap(layers: readonly LayerInNetwork[]): NetworkGap {
  const shifts = layers.map(({ parts }) => parts).filter((parts) => parts !== null);
  const origins = shifts.length === layers.length ? originsOf(shifts) : null;
  const atEnd = origins?.at(-1);
  const badness = (i: number) => atEnd?.[i] ?? layers[i]!.gap.rms / layers[i]!.gap.noise;
  const suspects = [...layers.keys()].filter((i) => layers[i]!.gap.cause !== "sampling");
  const culprit = suspects.length > 0 ? suspects.reduce((a, b) => (badness(b) > badness(a) ? b : a)) : null;
  const left = atEnd && culprit !== null ? shifts.at(-1)!.rms * Math.sqrt(Math.max(0, 1 - atEnd[culprit]!)) : null;
  return { origins, culprit, left };
}

function originsOf(shifts: readonly OutputShift[]): readonly Float64Array[] {
  let before = new Float64Array(shifts.length + 1);
  before[shifts.length] = 1;
  return shifts.map(({ ownShare, inheritedShare }, i) => {
    before = before.map((share) => inheritedShare * share);
    before[i]! += ownShare;
    return before;
  });
}
