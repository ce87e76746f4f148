import type { KernelInstance } from "../../../src/engine/kernels/instantiate";
import type { ProfileExports } from "../../../src/engine/kernels/profileExports";
import { LANE_BYTES, stateBytes, takeState } from "../../../src/engine/kernels/profileState";
import type { Layout } from "../../../src/engine/layout";
import { SLAB } from "../../../src/engine/slab";
import type { ChannelSums } from "../../../src/engine/statistics/channelSums";

const INEXACT = 0;
const NO_TABLE = 0;
const LONG = 2 ** 30;

export function momentBytes(channels: number): number {
  return lanesAt(channels) + channels * LANE_BYTES;
}

function lanesAt(channels: number): number {
  return Math.ceil(stateBytes(channels) / 64) * 64;
}

/**
 * Sums float32 values as profileWasm.ts does, but counts none into buckets, which the product never leaves out.
 *
 * @param data where the values lie, of which the first has the storage index `from`
 * @param scratch where `momentBytes` are free
 */
export function sweepMoments(
  { exports, memory }: KernelInstance<ProfileExports>,
  { channels, inner }: Layout,
  data: number,
  [from, to]: readonly [number, number],
  scratch: number,
): ChannelSums {
  const lanes = scratch + lanesAt(channels);
  exports.clearState(scratch, channels);
  for (let start = from; start < to; start += SLAB) {
    const values = data + 4 * (start - from);
    const [run, c, left] =
      channels === 1 ? [LONG, 0, LONG] : [inner, Math.floor(start / inner) % channels, inner - (start % inner)];
    const count = Math.min(SLAB, to - start);
    exports.addSlab32(scratch, channels, run, values, count, c, left, lanes, NO_TABLE, INEXACT);
  }
  exports.finishState(scratch, channels);
  return takeState(memory.buffer, scratch, channels);
}
