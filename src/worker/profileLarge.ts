import type { Summing, WholeSums } from "../engine/kernels/profileKernels";
import { type Profile, partsOf, profileOf, sumParts } from "../engine/profile";
import { type ChannelSums, createChannelSums, mergeChannelSums } from "../engine/statistics/channelSums";
import { DTYPE_BYTES, type Tensor } from "../engine/tensor";
import type { TensorFile } from "./tensorFile";
import type { Threads } from "./threads";

/** A tensor in a file, which other threads can open too. */
export interface TensorInFile {
  readonly file: TensorFile;
  readonly index: number;
  readonly tensor: Tensor;
  readonly channelAxis: number | null;
}

/** Fewer parts than this (256 MB of float32) take one thread less time than starting another. */
const MANY_PARTS = 8;
/** Parts a thread takes at a time: its share, cut into so many that none waits long for the last one. */
const TURNS = 4;

export function isLarge({ tensor, channelAxis }: TensorInFile): boolean {
  return tensor.readInto !== undefined && partsOf(tensor, channelAxis).count >= MANY_PARTS;
}

/**
 * Profiles a tensor in several threads. Every part is summed by itself and merged in its order, so the result is
 * that of one thread to the last bit.
 */
export async function profileLarge(
  { file, index, tensor, channelAxis }: TensorInFile,
  summing: Summing,
  threads: Threads,
  onBytes: (bytes: number) => void,
): Promise<Profile> {
  const parts = partsOf(tensor, channelAxis);
  const batch = Math.max(1, Math.floor(parts.count / (TURNS * (threads.count + 1))));
  const merging = mergeInOrder(parts.storage.layout.channels);
  const wholes: WholeSums[] = [];
  let next = 0;

  const work = async (sum: (range: readonly [number, number]) => Promise<WholeSums>) => {
    while (next < parts.count) {
      const range = [next, Math.min(parts.count, next + batch)] as const;
      next = range[1];
      try {
        wholes.push(await sum(range));
      } catch (error) {
        next = parts.count;
        throw error;
      }
    }
  };
  const here = (range: readonly [number, number]) =>
    sumParts(tensor, parts, range, summing, { onPart: merging.add, onBytes });
  const elsewhere = (thread: number) => async (range: readonly [number, number]) => {
    const { channels, whole } = await threads.sum(thread, { file, tensor: index, channelAxis, parts: range });
    for (const [i, sums] of channels.entries()) merging.add(range[0] + i, sums);
    onBytes((range[1] - range[0]) * parts.values * DTYPE_BYTES[tensor.dtype]);
    return whole;
  };
  await Promise.all([work(here), ...Array.from({ length: threads.count }, (_, i) => work(elsewhere(i)))]);
  return profileOf(tensor, channelAxis, merging.merged, wholes);
}

/** Merges sums in the order of their parts, whenever they come. */
function mergeInOrder(channels: number) {
  const merged = createChannelSums(channels);
  const waiting = new Map<number, ChannelSums>();
  let next = 0;
  return {
    merged,
    add(part: number, sums: ChannelSums) {
      waiting.set(part, sums);
      for (let ready = waiting.get(next); ready; ready = waiting.get(next)) {
        mergeChannelSums(merged, ready);
        waiting.delete(next++);
      }
    },
  };
}
