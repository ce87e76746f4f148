import type { Layout } from "../layout";
import type { Slab } from "../slab";
import { addSums, createMoments, type Moments, mergeMoments } from "./moments";

/** What is known of every channel so far. Min and max are ±Infinity where nothing finite was seen. */
export interface ChannelSums {
  readonly moments: Moments;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly zero: Float64Array;
  readonly nonFinite: Float64Array;
}

export function createChannelSums(channels: number): ChannelSums {
  return {
    moments: createMoments(channels),
    min: new Float64Array(channels).fill(Number.POSITIVE_INFINITY),
    max: new Float64Array(channels).fill(Number.NEGATIVE_INFINITY),
    zero: new Float64Array(channels),
    nonFinite: new Float64Array(channels),
  };
}

export function mergeChannelSums(into: ChannelSums, from: ChannelSums): void {
  mergeMoments(into.moments, from.moments);
  for (let c = 0; c < into.zero.length; c++) {
    into.min[c] = Math.min(into.min[c]!, from.min[c]!);
    into.max[c] = Math.max(into.max[c]!, from.max[c]!);
    into.zero[c]! += from.zero[c]!;
    into.nonFinite[c]! += from.nonFinite[c]!;
  }
}

/** Runs from this length on are summed block by block; shorter ones side by side, a column a channel. */
const LONG_RUN = 32;
const BLOCK = 4096;

export function addValues(into: ChannelSums, layout: Layout, slab: Slab): void {
  if (layout.inner < LONG_RUN && layout.channels > 1) addColumns(into, layout, slab);
  else addRuns(into, layout, slab);
}

function addRuns(into: ChannelSums, layout: Layout, { values, length, start }: Slab): void {
  const run = layout.channels === 1 ? Number.POSITIVE_INFINITY : layout.inner;
  for (let i = 0; i < length; ) {
    const place = start + i;
    const end = Math.min(length, i + run - (place % run), i + BLOCK);
    addBlock(into, Math.floor(place / run) % layout.channels, values, i, end);
    i = end;
  }
}

const finite = new Float64Array(BLOCK);

/** A block of one channel in two passes: the mean, then the moments around it. */
function addBlock(into: ChannelSums, channel: number, values: Slab["values"], from: number, to: number): void {
  let sum = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let zero = 0;
  for (let i = from; i < to; i++) {
    const x = values[i]!;
    sum += x;
    if (x < min) min = x;
    if (x > max) max = x;
    if (x === 0) zero++;
  }
  if (!Number.isFinite(sum)) {
    const kept = keepFinite(values, from, to);
    if (kept < to - from) {
      into.nonFinite[channel]! += to - from - kept;
      if (kept > 0) addBlock(into, channel, finite, 0, kept);
      return;
    }
  }
  const n = to - from;
  const mean = Number.isFinite(sum) ? sum / n : meanOfHuge(values, from, to);
  let [s1, s2, s3, s4] = [0, 0, 0, 0];
  for (let i = from; i < to; i++) {
    const d = values[i]! - mean;
    const d2 = d * d;
    s1 += d;
    s2 += d2;
    s3 += d2 * d;
    s4 += d2 * d2;
  }
  addSums(into.moments, channel, n, mean, s1, s2, s3, s4);
  if (min < into.min[channel]!) into.min[channel] = min;
  if (max > into.max[channel]!) into.max[channel] = max;
  into.zero[channel]! += zero;
}

function keepFinite(values: Slab["values"], from: number, to: number): number {
  let kept = 0;
  for (let i = from; i < to; i++) if (Number.isFinite(values[i])) finite[kept++] = values[i]!;
  return kept;
}

/** Finite values near the top of float64, whose plain sum overflows. */
function meanOfHuge(values: Slab["values"], from: number, to: number): number {
  let mean = 0;
  for (let i = from; i < to; i++) mean += values[i]! / (to - from);
  return mean;
}

/** Short runs: the same two passes, with all channels' sums side by side. */
function addColumns(into: ChannelSums, layout: Layout, slab: Slab): void {
  const { values } = slab;
  const { channels } = layout;
  const [n, mean, s1, s2, s3, s4] = Array.from({ length: 6 }, () => new Float64Array(channels)) as SixArrays;
  forEachRun(layout, slab, (channel, from, to) => {
    for (let i = from; i < to; i++) {
      const x = values[i]!;
      if (x - x !== 0) {
        into.nonFinite[channel]!++;
        continue;
      }
      n[channel]!++;
      mean[channel]! += x;
      if (x < into.min[channel]!) into.min[channel] = x;
      if (x > into.max[channel]!) into.max[channel] = x;
      if (x === 0) into.zero[channel]!++;
    }
  });
  for (let c = 0; c < channels; c++) {
    mean[c]! /= n[c]!;
    if (n[c]! > 0 && !Number.isFinite(mean[c])) mean[c] = into.max[c]! / 2 + into.min[c]! / 2;
  }
  forEachRun(layout, slab, (channel, from, to) => {
    const centre = mean[channel]!;
    for (let i = from; i < to; i++) {
      const d = values[i]! - centre;
      if (d - d !== 0) continue;
      const d2 = d * d;
      s1[channel]! += d;
      s2[channel]! += d2;
      s3[channel]! += d2 * d;
      s4[channel]! += d2 * d2;
    }
  });
  for (let c = 0; c < channels; c++) {
    if (n[c]! > 0) addSums(into.moments, c, n[c]!, mean[c]!, s1[c]!, s2[c]!, s3[c]!, s4[c]!);
  }
}

type SixArrays = [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];

function forEachRun(
  { channels, inner }: Layout,
  { length, start }: Slab,
  visit: (channel: number, from: number, to: number) => void,
): void {
  let channel = Math.floor(start / inner) % channels;
  let i = 0;
  let left = inner - (start % inner);
  while (i < length) {
    const end = Math.min(length, i + left);
    visit(channel, i, end);
    i = end;
    left = inner;
    channel = channel + 1 === channels ? 0 : channel + 1;
  }
}
