import { type Distribution, distributionOf, mergeDistributions } from "../overTime/distribution";
import { createOverTimeFold, type OverTimeBudget, type OverTimeFold } from "../overTime/overTimeFold";
import { type ChannelSums, createChannelSums, mergeChannelSums } from "../statistics/channelSums";
import { type CodeCounts, createCodeCounts, type PageBudget } from "./codeCounts";
import { createLateWindow, type LateWindow } from "./lateChannels";
import { type LayerStep, mergeParts } from "./mergeParts";
import type { LayerPart, LoggedLayer } from "./runRecord";
import { createThinnedSeries, type ThinnedSeries } from "./thinnedSeries";
import type { FirstNonFinite, ModeCounts, SeenStep } from "./watchedLayer";

/** One layer of a run, added together micro-batch by micro-batch and step by step. */
export interface LayerFold {
  readonly layer: LoggedLayer;
  readonly first: Pick<LayerPart, "shape" | "dtype">;
  /** From 0 on; null where the shape has no such axis. */
  readonly channelAxis: number | null;
  readonly sums: ChannelSums;
  readonly codes: CodeCounts;
  readonly series: ThinnedSeries<LoggedStep>;
  readonly overTime: OverTimeFold;
  /** Null of gradients, and where the run's channels are too many. */
  readonly late: LateWindow | null;
  /** The last steps in training mode. */
  readonly recent: SeenStep[];
  readonly modes: { -readonly [K in keyof ModeCounts]: number };
  /** Steps in which it was seen. */
  steps: number;
  nan: number;
  positiveInfinity: number;
  negativeInfinity: number;
  /** Values, the non-finite ones included. */
  count: number;
  smallest: Pick<LayerPart, "count" | "shape"> | null;
  firstNonFinite: Omit<FirstNonFinite, "origin" | "others"> | null;
  /** Of the last step. */
  last: Pick<LayerStep, "training" | "buffers"> | null;
}

/** A step of the series: what Running has of it. */
export interface LoggedStep extends SeenStep {
  readonly training: boolean;
  readonly runningMean: Float64Array | null;
  readonly runningVariance: Float64Array | null;
}

/** How many steps are kept of a layer, at most. */
export interface Kept {
  readonly series: number;
  readonly recent: number;
  readonly distributions: number;
}

/** Memory that all layers share. */
export interface Budgets {
  /** Channels that late steps may still be kept of. */
  lateChannels: number;
  readonly pages: PageBudget;
  readonly overTime: OverTimeBudget;
}

/** @param part the first that was seen of it */
export function startLayerFold(layer: LoggedLayer, part: LayerPart, budgets: Budgets): LayerFold {
  const { pages, overTime } = budgets;
  const keepsLate = layer.place !== "gradient" && part.n.length <= budgets.lateChannels;
  if (keepsLate) budgets.lateChannels -= part.n.length;
  return {
    layer,
    first: { shape: part.shape, dtype: part.dtype },
    channelAxis: axisOf(layer, part),
    sums: createChannelSums(part.n.length),
    codes: createCodeCounts(pages),
    series: createThinnedSeries(),
    overTime: createOverTimeFold(overTime),
    late: keepsLate ? createLateWindow(part.n.length) : null,
    recent: [],
    modes: { training: 0, evaluation: 0, evaluationAmongTraining: 0, trainingAmongEvaluation: 0 },
    steps: 0,
    nan: 0,
    positiveInfinity: 0,
    negativeInfinity: 0,
    count: 0,
    smallest: null,
    firstNonFinite: null,
    last: null,
  };
}

/** A micro-batch, and the rank that saw it. */
export interface RankPart {
  readonly rank: number;
  readonly part: LayerPart;
}

/**
 * Adds one step's micro-batches, all in one mode.
 *
 * @param parts in the order of ranks and micro-batches
 * @throws where the number of channels is not that of the steps before
 */
export function addLayerStep(fold: LayerFold, step: number, parts: readonly RankPart[], most: Kept): void {
  const firstRank = parts.filter(({ rank }) => rank === parts[0]!.rank).length;
  const merged = mergeParts(
    step,
    parts.map(({ part }) => part),
    firstRank,
  );
  const [channels, before] = [merged.sums.zero.length, fold.sums.zero.length];
  if (channels !== before) throw new Error(`${channels} channels, but ${before} in the steps before`);
  mergeChannelSums(fold.sums, merged.sums);
  for (const part of parts) addCounts(fold, step, part);
  const distribution = distributed(parts);
  if (distribution) fold.overTime.add(step, merged.training, distribution, most.distributions);
  if (merged.training) fold.late?.add(merged.sums);
  const logged = loggedStep(merged);
  if (merged.training && (fold.layer.tracks || fold.layer.method === "batch")) {
    fold.recent.push(logged);
    if (fold.recent.length > most.recent) fold.recent.splice(0, fold.recent.length - most.recent);
  }
  const switched = fold.last !== null && fold.last.training !== merged.training;
  if (fold.layer.tracks) fold.series.add(logged, switched, most.series);
  fold.steps++;
  fold.last = { training: merged.training, buffers: merged.buffers };
}

/** The step's values; null where the buckets of a part were left out. */
function distributed(parts: readonly RankPart[]): Distribution | null {
  const known = parts.flatMap(({ part }) => (part.buckets ? [distributionOf(part.buckets)] : []));
  return known.length < parts.length ? null : known.reduce(mergeDistributions);
}

function addCounts(fold: LayerFold, step: number, { rank, part }: RankPart): void {
  fold.nan += part.nan;
  fold.positiveInfinity += part.positiveInfinity;
  fold.negativeInfinity += part.negativeInfinity;
  fold.count += part.count * part.n.length;
  if (part.buckets) fold.codes.add(part.buckets);
  if (part.training && (fold.smallest === null || part.count < fold.smallest.count))
    fold.smallest = { count: part.count, shape: part.shape };
  const infinite = part.positiveInfinity + part.negativeInfinity;
  if (fold.firstNonFinite || part.nan + infinite === 0) return;
  const index = part.firstNonFinite;
  fold.firstNonFinite = { step, rank, index, channel: channelOf(fold.layer, part), nan: part.nan, infinite };
}

function axisOf({ channelAxis }: LoggedLayer, { shape }: LayerPart): number | null {
  if (channelAxis === null) return null;
  const axis = channelAxis < 0 ? shape.length + channelAxis : channelAxis;
  return axis >= 0 && axis < shape.length ? axis : null;
}

/** The channel of the first non-finite value: by its place, else the first channel that holds one. */
function channelOf(layer: LoggedLayer, part: LayerPart): number | null {
  const { firstNonFinite, shape, n, count } = part;
  const channelAxis = axisOf(layer, part);
  if (firstNonFinite !== null && channelAxis !== null && shape[channelAxis] === n.length) {
    const inner = shape.slice(channelAxis + 1).reduce((product, size) => product * size, 1);
    return Math.floor(firstNonFinite / inner) % n.length;
  }
  const channel = n.findIndex((finite) => finite < count);
  return channel < 0 ? null : channel;
}

function loggedStep({ step, training, count, sums, buffers }: LayerStep): LoggedStep {
  const { moments, nonFinite } = sums;
  // As the framework would have it: NaN as soon as one value is.
  const spoiled = (c: number) => nonFinite[c]! > 0 || moments.count[c] === 0;
  return {
    step,
    training,
    count,
    batchMean: moments.mean.map((mean, c) => (spoiled(c) ? Number.NaN : mean + moments.meanLow[c]!)),
    batchVariance: moments.m2.map((m2, c) => (spoiled(c) ? Number.NaN : m2 / moments.count[c]!)),
    runningMean: buffers.runningMean,
    runningVariance: buffers.runningVariance,
  };
}
