import type { NormValues } from "../findings/normRule";
import { rootMeanSquare } from "../findings/robust";
import { median } from "../quantile";
import type { NormDrift, Spread } from "./normLayer";

/**
 * How far a layer's parameters and running statistics lie from the same layer's in another checkpoint. Units are
 * those of NormDrift. A channel whose reference has no spread at all counts as far as its numbers differ.
 */
export function driftOf(values: NormValues, reference: NormValues): NormDrift {
  const { weight, bias, runningMean, runningVariance } = values;
  const sigma = reference.runningVariance?.map((variance) => Math.sqrt(variance));
  const size = reference.weight ? rootMeanSquare(reference.weight) : 1;
  const biasSize = reference.bias ? rootMeanSquare(reference.bias) || size : size;
  return {
    runningMean: spreadOf(runningMean, reference.runningMean, (now, before, c) =>
      relative(Math.abs(now - before), sigma ? sigma[c]! : 1),
    ),
    runningVariance: spreadOf(runningVariance, reference.runningVariance, (now, before) =>
      now === before ? 0 : Math.abs(Math.log2(now / before)),
    ),
    weight: spreadOf(weight, reference.weight, (now, before) => relative(Math.abs(now - before), size)),
    bias: spreadOf(bias, reference.bias, (now, before) => relative(Math.abs(now - before), biasSize)),
  };
}

function relative(difference: number, size: number): number {
  return difference === 0 ? 0 : difference / size;
}

function spreadOf(
  now: Float64Array | null,
  before: Float64Array | null,
  distance: (now: number, before: number, channel: number) => number,
): Spread | null {
  if (!now || !before || now.length !== before.length) return null;
  const distances = Array.from(now, (value, c) => distance(value, before[c]!, c));
  const comparable = distances.filter((value) => !Number.isNaN(value));
  const max = comparable.reduce((most, value) => Math.max(most, value), 0);
  return { median: median(comparable), max, channel: Math.max(0, distances.indexOf(max)) };
}
