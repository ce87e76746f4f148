import type { ChannelSums } from "../statistics/channelSums";

// As in assembly/profileState.ts.
const ARRAYS = 25;
const TOTALS_BYTES = 4 * 8;

/** Of a channel, in assembly/laneSums.ts; channels side by side need less. */
export const LANE_BYTES = 128;

export function stateBytes(channels: number): number {
  return TOTALS_BYTES + ARRAYS * pitchBytes(channels);
}

/** From the beginning of an array to that of the next: an odd number of cache lines. */
function pitchBytes(channels: number): number {
  return 64 * (Math.ceil(channels / 8) | 1);
}

/** The first ten arrays are the kernels' own. */
const FIRST = 10;

/** Copies the channels' sums out of the kernels' memory. */
export function takeState(buffer: ArrayBuffer, state: number, channels: number): ChannelSums {
  const array = (k: number) =>
    new Float64Array(buffer, state + TOTALS_BYTES + (FIRST + k) * pitchBytes(channels), channels).slice();
  const [count, mean, meanLow, m2, m3, m4] = [array(0), array(1), array(2), array(3), array(4), array(5)];
  return {
    moments: { count, mean, meanLow, m2, m3, m4 },
    min: array(6),
    max: array(7),
    zero: array(8),
    nonFinite: array(9),
  };
}
