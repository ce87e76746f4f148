import type { Storage, Summing, WholeSums } from "./kernels/profileKernels";
import { elementsOf, fortranToC, layoutOf } from "./layout";
import { SLAB } from "./slab";
import { slabsOf } from "./slabs";
import { type Buckets, mergeBuckets } from "./statistics/buckets";
import { type ChannelSums, createChannelSums, mergeChannelSums } from "./statistics/channelSums";
import { mergePlaces, type Places } from "./statistics/places";
import type { Dtype, Tensor } from "./tensor";

/** What a tensor holds, or several added together: mergeable, so that steps combine exactly. */
export interface Profile {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly channelAxis: number | null;
  /** Values behind each channel's statistics; all values where there is no channel axis. */
  readonly valuesPerChannel: number;
  readonly channels: ChannelSums;
  readonly places: Readonly<Places>;
  readonly buckets: Buckets;
  readonly subnormal: number;
}

/**
 * Reads a tensor once, in memory that does not grow with it, and profiles its values.
 *
 * @param onBytes told how many bytes have been read since it was last told
 * @throws what reading throws
 */
export async function profileTensor(
  tensor: Tensor,
  channelAxis: number | null,
  summing: Summing,
  onBytes?: (bytes: number) => void,
): Promise<Profile> {
  const parts = partsOf(tensor, channelAxis);
  const channels = createChannelSums(parts.storage.layout.channels);
  const whole = await sumParts(tensor, parts, [0, parts.count], summing, {
    onPart: (_, sums) => mergeChannelSums(channels, sums),
    onBytes,
  });
  return profileOf(tensor, channelAxis, channels, [whole]);
}

/**
 * How a tensor is cut into parts, each of which is summed by itself. Their sums are merged in order, so that the
 * result is the same to the last bit whoever sums which part.
 */
export interface Parts {
  readonly storage: Storage;
  /** Values of all parts but the last, a whole number of slabs. */
  readonly values: number;
  readonly count: number;
}

const PART = 8 * SLAB;

export function partsOf({ dtype, shape, order }: Tensor, channelAxis: number | null): Parts {
  const layout = layoutOf(shape, channelAxis, order);
  const toIndex = order === "F" ? (index: number) => fortranToC(shape, index) : null;
  // Merging costs as much as there are channels: it must stay little beside summing.
  const values = Math.max(PART, Math.ceil((256 * layout.channels) / SLAB) * SLAB);
  return { storage: { dtype, layout, toIndex }, values, count: Math.ceil(elementsOf(layout) / values) };
}

/** Who wants to know how summing goes on. */
export interface SumListener {
  /** Told of every part, in order; the sums are the listener's to keep. */
  onPart(part: number, channels: ChannelSums): void;
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** Sums the parts [from, to) of a tensor; one that can only be streamed must be summed whole. */
export async function sumParts(
  tensor: Tensor,
  parts: Parts,
  [from, to]: readonly [number, number],
  summing: Summing,
  { onPart, onBytes }: SumListener,
): Promise<WholeSums> {
  const summer = summing(parts.storage);
  const last = Math.min(elementsOf(parts.storage.layout), to * parts.values);
  let part = from;
  for await (const { bytes, start } of slabsOf(tensor, summer.slots, from * parts.values, last)) {
    if (start === (part + 1) * parts.values) onPart(part++, summer.takeChannels());
    summer.add(bytes, start);
    onBytes?.(bytes.length);
  }
  if (part < to) onPart(part, summer.takeChannels());
  return summer.end();
}

/** @param channels the sums of all parts merged in order; becomes part of the profile */
export function profileOf(
  { dtype, shape, order }: Tensor,
  channelAxis: number | null,
  channels: ChannelSums,
  wholes: readonly WholeSums[],
): Profile {
  const { outer, inner } = layoutOf(shape, channelAxis, order);
  return {
    dtype,
    shape,
    channelAxis,
    valuesPerChannel: outer * inner,
    channels,
    places: wholes.map(({ places }) => places).reduce(mergePlaces),
    buckets: wholes.map(({ counted }) => counted as Buckets).reduce(mergeBuckets),
    subnormal: wholes.reduce((sum, { counted }) => sum + counted.subnormal, 0),
  };
}
