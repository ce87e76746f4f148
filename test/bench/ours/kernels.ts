import { instantiate } from "../../../src/engine/kernels/instantiate";
import type { NormExports } from "../../../src/engine/kernels/normExports";
import type { ProfileExports } from "../../../src/engine/kernels/profileExports";
import type { WholeSums } from "../../../src/engine/kernels/profileKernels";
import { stateBytes } from "../../../src/engine/kernels/profileState";
import { SLAB } from "../../../src/engine/slab";
import type { ChannelSums } from "../../../src/engine/statistics/channelSums";
import { countedMoments } from "../../../src/engine/statistics/moments";
import { DTYPE_BYTES } from "../../../src/engine/tensor";
import type { Task } from "../protocol";
import { momentBytes, sweepMoments } from "./momentSweep";
import { roomySumming } from "./roomySumming";
import { fillTiled } from "./tiled";

export interface Sums {
  readonly channels: ChannelSums;
  readonly whole: WholeSums;
}

/** The kernels of profiles over values that lie in their memory all at once. */
export interface Sweeps {
  full(): Sums;
  read(): unknown;
  /** Count, mean, variance and extremes of all float32 values. */
  summary(): unknown;
  /** Of float32. */
  moments(): unknown;
}

type Exports = ProfileExports & Pick<NormExports, "summarize32"> & { readAll(from: number, bytes: number): number };

/** Places the values [from, to) of the tensor that repeats `values`. */
export function openSweeps({ dtype, layout }: Task, values: Uint8Array, from: number, to: number): Sweeps {
  const valueBytes = DTYPE_BYTES[dtype];
  const bytes = Math.ceil(((to - from) * valueBytes) / 64) * 64;
  const { memory, room, start } = roomySumming({ dtype, layout, toIndex: null }, bytes + momentBytes(layout.channels));
  const instance = instantiate<Exports>(memory);
  const scratch = room + bytes;
  const data = new Uint8Array(memory.buffer, room, (to - from) * valueBytes);
  fillTiled(data, values, valueBytes, from);
  return {
    full() {
      const summer = start();
      for (let first = from; first < to; first += SLAB) {
        const [begin, end] = [first - from, Math.min(first + SLAB, to) - from];
        summer.add(data.subarray(begin * valueBytes, end * valueBytes), first);
      }
      const sums = { channels: summer.takeChannels(), whole: summer.end() };
      // The whole of 16-bit values is computed from their counts.
      if (valueBytes === 2) countedMoments(sums.whole.counted.value, sums.whole.counted.count);
      return sums;
    },
    summary: () => instance.exports.summarize32(scratch, scratch + stateBytes(1), room, to - from),
    read: () => instance.exports.readAll(room, data.length),
    moments: () => sweepMoments(instance, layout, room, [from, to], scratch),
  };
}
