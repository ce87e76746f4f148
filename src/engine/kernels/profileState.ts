import type { ChannelSums } from "../statistics/channelSums";

/** The arrays of assembly/profileState.ts, and what stands before them. */
export const STATE_ARRAYS = 25;
export const TOTALS_BYTES = 4 * 8;

/** The first ten arrays are the kernels' own. */
const FIRST = 10;

/** Copies the channels' sums out of the kernels' memory. */
export function takeState(buffer: ArrayBuffer, state: number, channels: number): ChannelSums {
  const array = (k: number) =>
    new Float64Array(buffer, state + TOTALS_BYTES + (FIRST + k) * channels * 8, channels).slice();
  const [count, mean, meanLow, m2, m3, m4] = [array(0), array(1), array(2), array(3), array(4), array(5)];
  return {
    moments: { count, mean, meanLow, m2, m3, m4 },
    min: array(6),
    max: array(7),
    zero: array(8),
    nonFinite: array(9),
  };
}
