import { usualGroups } from "../comparison/methodRequests";
import { type BatchNoise, resampledNoise } from "./batchNoise";
import { batchSizeAdvice, batchSizeCaveats } from "./batchSizeAdvice";
import { effectiveSizes, togetherEffective } from "./effectiveSize";
import type { ExampleSums } from "./exampleSums";
import { otherMethods } from "./otherMethods";
import { populationOf } from "./population";
import type { BatchSizeSensitivity } from "./sensitivity";
import { smallestWithin } from "./smallestBatch";

export interface BatchSizeOptions {
  /** Noise on the output that is accepted, where σ is 1. */
  readonly limit: number;
  readonly seed: number;
  /** Batch norm's. */
  readonly eps: number;
  /** Group norm's; 32 or what suits, unless given. */
  readonly numGroups?: number | undefined;
}

/**
 * @param shape the tensor's
 * @param channelAxis from 1 on
 * @param onShare told from time to time what share of the draws is done; they wait for what is returned
 * @throws where no channel can be judged, or group norm's groups do not fit
 */
export async function batchSizeSensitivity(
  sums: ExampleSums,
  shape: readonly number[],
  channelAxis: number,
  { limit, seed, eps, numGroups = usualGroups(sums.channels) }: BatchSizeOptions,
  onShare: (share: number) => void | Promise<void> = () => {},
): Promise<BatchSizeSensitivity> {
  if (sums.channels % numGroups !== 0) {
    throw new Error(`${sums.channels} channels cannot be divided into ${numGroups} groups of the same size`);
  }
  const population = populationOf(sums, eps);
  const { channels, nonFinite, constant } = population;
  if (channels.length === 0) {
    throw new Error(
      `no channel can be judged: of ${sums.channels}, ${nonFinite.length} hold NaN or infinite values and ` +
        `${constant.length} are constant`,
    );
  }
  const sizes = await resampledNoise(population, eps, seed, onShare);
  const byChannel = effectiveSizes(population);
  const eachToken = channelAxis === shape.length - 1 && shape.length > 2;
  const found = {
    limit,
    seed,
    eps,
    examples: sums.examples,
    values: sums.values,
    channels: { judged: channels, nonFinite, constant },
    effective: { perExample: togetherEffective(byChannel), byChannel },
    sizes,
    smallest: smallestWithin(sizes, limit),
    others: otherMethods(sums, population, eps, { eachToken, numGroups }),
  };
  return { ...found, advice: batchSizeAdvice(found), caveats: batchSizeCaveats(found, shape[0]!) };
}

/** Channels of the most noise, by their index in the tensor. */
export function worstChannels(
  { noise }: BatchNoise,
  judged: readonly number[],
  most = 3,
): readonly { readonly channel: number; readonly noise: number }[] {
  return judged
    .map((channel, c) => ({ channel, noise: noise[c]! }))
    .sort((a, b) => b.noise - a.noise)
    .slice(0, most);
}
