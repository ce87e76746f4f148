import type { ExampleSums } from "./exampleSums";
import type { Population } from "./population";

/** A method whose statistics are of one example alone: the others of its batch have no part in its output. */
export interface OtherMethod {
  readonly method: "group" | "layer" | "instance";
  readonly groups: number | null;
  /** Values behind each of its means. */
  readonly values: number;
  /** From the composition of the batch: none, at any size. */
  readonly noise: 0;
  /**
   * RMS difference of its output from batch norm's with the population's statistics, over examples and channels: how
   * much another function of the input it is, not an error. Null where the sums at hand do not tell: NaN or infinite
   * values, or layer norm over the channels of each token.
   */
  readonly difference: number | null;
}

/**
 * @param eachToken whether channels come last after other axes, so that layer norm is over each token's channels
 * @param numGroups of group norm; divides the number of channels
 */
export function otherMethods(
  sums: ExampleSums,
  population: Population,
  eps: number,
  { eachToken, numGroups }: { readonly eachToken: boolean; readonly numGroups: number },
): readonly OtherMethod[] {
  const { channels, values } = sums;
  const difference = (groups: number) => differenceOf(sums, population, eps, groups);
  return [
    {
      method: "group",
      groups: numGroups,
      values: (channels / numGroups) * values,
      noise: 0,
      difference: difference(numGroups),
    },
    {
      method: "layer",
      groups: null,
      values: eachToken ? channels : channels * values,
      noise: 0,
      difference: eachToken ? null : difference(1),
    },
    // Of one value, instance norm would make 0.
    ...(values === 1
      ? []
      : [{ method: "instance", groups: null, values, noise: 0, difference: difference(channels) } as const]),
  ];
}

function differenceOf(sums: ExampleSums, population: Population, eps: number, groups: number): number | null {
  if (population.nonFinite.length > 0 || population.channels.length === 0) return null;
  const size = sums.channels / groups;
  const inPopulation = new Int32Array(sums.channels).fill(-1);
  for (const [k, channel] of population.channels.entries()) inPopulation[channel] = k;
  let total = 0;
  for (let n = 0; n < sums.examples; n++) {
    for (let group = 0; group < groups; group++) {
      const from = n * sums.channels + group * size;
      const { mean, variance } = statisticsOf(sums, from, size);
      const scale = Math.sqrt(variance + eps);
      for (let place = from; place < from + size; place++) {
        const k = inPopulation[place - n * sums.channels]!;
        if (k < 0) continue;
        const own = (sums.mean[place]! - mean) / scale;
        const shift = own - population.outputMean[n * population.channels.length + k]!;
        const spread = (sums.m2[place]! / sums.values) * (1 / scale - 1 / population.scale[k]!) ** 2;
        total += shift * shift + spread;
      }
    }
  }
  return Math.sqrt(total / (sums.examples * population.channels.length));
}

/** Of some channels of one example, which have as many values each. */
function statisticsOf({ mean, m2, values }: ExampleSums, from: number, size: number) {
  const centre = mean[from]!;
  let distance = 0;
  for (let place = from; place < from + size; place++) distance += (mean[place]! - centre) / size;
  const whole = centre + distance;
  let variance = 0;
  for (let place = from; place < from + size; place++) {
    variance += (m2[place]! / values + (mean[place]! - whole) ** 2) / size;
  }
  return { mean: whole, variance };
}
