import type { ChannelSums } from "../statistics/channelSums";

/** What each channel was given in the last steps in training mode, the non-finite values left out. */
export interface LateChannels {
  readonly steps: number;
  /** Finite values. */
  readonly count: Float64Array;
  readonly mean: Float64Array;
  /** Biased variance inside steps, averaged by their values: what changes from step to step is not in it. */
  readonly variance: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
}

/** Adds steps together, of which only the last 25 to 50 count. Memory does not grow with them. */
export interface LateWindow {
  add(sums: ChannelSums): void;
  /** Null before the first step. */
  readonly take: () => LateChannels | null;
}

const HALF = 25;

interface Sums {
  steps: number;
  readonly count: Float64Array;
  readonly sum: Float64Array;
  readonly squares: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
}

export function createLateWindow(channels: number): LateWindow {
  let older: Sums | null = null;
  let newer = createSums(channels);
  return {
    add(sums) {
      if (newer.steps === HALF) [older, newer] = [newer, createSums(channels)];
      addStep(newer, sums);
    },
    take: () => {
      if (newer.steps === 0) return null;
      const all = createSums(channels);
      if (older) mergeSums(all, older);
      mergeSums(all, newer);
      const { steps, count, sum, squares, min, max } = all;
      return { steps, count, mean: divided(sum, count), variance: divided(squares, count), min, max };
    },
  };
}

function createSums(channels: number): Sums {
  const zeros = () => new Float64Array(channels);
  return {
    steps: 0,
    count: zeros(),
    sum: zeros(),
    squares: zeros(),
    min: zeros().fill(Number.POSITIVE_INFINITY),
    max: zeros().fill(Number.NEGATIVE_INFINITY),
  };
}

function addStep(into: Sums, { moments: { count, mean, m2 }, min, max }: ChannelSums): void {
  into.steps++;
  for (let c = 0; c < count.length; c++) {
    into.count[c]! += count[c]!;
    into.sum[c]! += count[c]! * mean[c]!;
    into.squares[c]! += m2[c]!;
    into.min[c] = Math.min(into.min[c]!, min[c]!);
    into.max[c] = Math.max(into.max[c]!, max[c]!);
  }
}

function mergeSums(into: Sums, from: Sums): void {
  into.steps += from.steps;
  for (let c = 0; c < from.count.length; c++) {
    into.count[c]! += from.count[c]!;
    into.sum[c]! += from.sum[c]!;
    into.squares[c]! += from.squares[c]!;
    into.min[c] = Math.min(into.min[c]!, from.min[c]!);
    into.max[c] = Math.max(into.max[c]!, from.max[c]!);
  }
}

/** NaN without values. */
function divided(sums: Float64Array, counts: Float64Array): Float64Array {
  return sums.map((sum, c) => sum / counts[c]!);
}
