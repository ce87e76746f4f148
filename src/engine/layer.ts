import type { Convention } from "./convention";
import { weightsBeyondFloat16In } from "./findings/weightsBeyondFloat16";
import { distributionOfBuckets } from "./overTime/distribution";
import { createOverTimeFold, MOST_BYTES, type OverTimeBudget, type OverTimeFold } from "./overTime/overTimeFold";
import type { Profile } from "./profile";
import type { Channels, Layer, Running, Statistics } from "./report";
import { runningAverages } from "./running/average";
import { type Buckets, mergeBuckets } from "./statistics/buckets";
import { type ChannelSums, mergeChannelSums } from "./statistics/channelSums";
import { histogramOf } from "./statistics/histogram";
import { countedMoments, type Moments, wholeMoments } from "./statistics/moments";
import type { Places } from "./statistics/places";
import { quantilesOf } from "./statistics/quantiles";
import { DTYPE_BYTES } from "./tensor";

/** How running averages are to be kept; see Running. */
export interface Averaging {
  readonly momentum: number | null;
  readonly convention: Convention;
}

/** The profiles of one layer's tensors, added together step by step. */
export interface LayerSteps {
  readonly first: Profile;
  readonly channels: ChannelSums;
  readonly steps: Step[];
  readonly overTime: OverTimeFold;
  buckets: Buckets;
  subnormal: number;
}

interface Step {
  readonly label: number;
  readonly count: number;
  readonly places: Readonly<Places>;
  readonly batchMean: Float64Array;
  readonly batchVariance: Float64Array;
}

/** Steps whose distributions are kept of a layer, at most. */
const MOST_DISTRIBUTIONS = 64;

/**
 * Starts a layer with its first step, whose profile becomes part of it.
 *
 * @param budget for the distributions of all layers over time
 */
export function startLayer(first: Profile, label: number, budget: OverTimeBudget = { bytes: MOST_BYTES }): LayerSteps {
  const { channels, buckets, subnormal } = first;
  return { first, channels, steps: [stepOf(first, label)], overTime: createOverTimeFold(budget), buckets, subnormal };
}

/** @throws where the step does not fit the first one: another dtype or number of channels */
export function addStep(layer: LayerSteps, profile: Profile, label: number): void {
  const { first } = layer;
  if (profile.dtype !== first.dtype) throw new Error(`dtype ${profile.dtype}, but ${first.dtype} in the first step`);
  const [channels, firstChannels] = [profile.channels.zero.length, first.channels.zero.length];
  if (channels !== firstChannels || profile.channelAxis !== first.channelAxis) {
    const shapes = `shape (${profile.shape.join(", ")}), but (${first.shape.join(", ")}) in the first step`;
    throw new Error(`${channels} channels of ${shapes}, which has ${firstChannels}`);
  }
  if (layer.steps.length === 1) addDistribution(layer, layer.steps[0]!.label, layer.buckets);
  addDistribution(layer, label, profile.buckets);
  layer.steps.push(stepOf(profile, label));
  mergeChannelSums(layer.channels, profile.channels);
  layer.buckets = mergeBuckets(layer.buckets, profile.buckets);
  layer.subnormal += profile.subnormal;
}

function addDistribution({ overTime }: LayerSteps, label: number, buckets: Buckets): void {
  overTime.add(label, true, distributionOfBuckets(buckets), MOST_DISTRIBUTIONS);
}

/** What the report says of a layer. With several steps and a channel axis, running averages too. */
export function finishLayer(name: string, run: string, layer: LayerSteps, averaging: Averaging): Layer {
  const { dtype, shape, channelAxis } = layer.first;
  const statistics = statisticsOf(layer);
  const beyond = weightsBeyondFloat16In(name, dtype, statistics);
  return {
    name,
    run,
    kind: "tensor",
    dtype,
    shape,
    channelAxis,
    statistics,
    channels: channelAxis === null ? null : channelsOf(layer),
    running: channelAxis === null || layer.steps.length < 2 ? null : runningOf(layer.steps, averaging),
    outline: null,
    overTime: layer.overTime.finish(statistics, []),
    curve: null,
    summarized: null,
    norm: null,
    findings: beyond ? [beyond] : [],
  };
}

function stepOf(profile: Profile, label: number): Step {
  const { moments, nonFinite } = profile.channels;
  // A framework's batch statistics are NaN as soon as one value is, and so is the running average ever after.
  const poisoned = (value: number, c: number) => (nonFinite[c]! > 0 ? Number.NaN : value);
  return {
    label,
    count: profile.valuesPerChannel,
    places: profile.places,
    batchMean: means(moments).map(poisoned),
    batchVariance: variances(moments).map(poisoned),
  };
}

function runningOf(steps: readonly Step[], { momentum, convention }: Averaging): Running {
  const series = {
    steps: steps.map((step) => step.label),
    count: steps.map((step) => step.count),
    batchMean: steps.map((step) => step.batchMean),
    batchVariance: steps.map((step) => step.batchVariance),
  };
  return { momentum, convention, logged: null, ...series, ...runningAverages(series, momentum, convention) };
}

function channelsOf({ channels, steps }: LayerSteps): Channels {
  const values = steps.reduce((sum, step) => sum + step.count, 0);
  return {
    mean: means(channels.moments),
    variance: variances(channels.moments),
    min: channels.min.map(finiteOrNaN),
    max: channels.max.map(finiteOrNaN),
    zeroFraction: channels.zero.map((zero) => zero / values),
    nonFinite: channels.nonFinite.slice(),
  };
}

function statisticsOf(layer: LayerSteps): Statistics {
  const moments = isExact(layer)
    ? countedMoments(layer.buckets.value, layer.buckets.count)
    : wholeMoments(layer.channels.moments);
  const [n, m2, m3, m4] = [moments.count[0]!, moments.m2[0]!, moments.m3[0]!, moments.m4[0]!];
  const variance = variances(moments)[0]!;
  const first = (better: (a: Places, b: Places) => boolean) =>
    layer.steps.reduce((best, step) => (better(step.places, best.places) ? step : best));
  const lowest = first((a, b) => a.min < b.min);
  const highest = first((a, b) => a.max > b.max);
  const bad = layer.steps.find((step) => step.places.firstNonFinite !== null);
  const total = (count: (places: Places) => number) => layer.steps.reduce((sum, step) => sum + count(step.places), 0);
  const [nan, positiveInfinity] = [total((p) => p.nan), total((p) => p.positiveInfinity)];
  const negativeInfinity = total((p) => p.negativeInfinity);
  const [min, max] = [finiteOrNaN(lowest.places.min), finiteOrNaN(highest.places.max)];
  const quantiles = quantilesOf(layer.buckets, min, max);
  const stepOfPlace = (index: number | null, step: Step | undefined) =>
    layer.steps.length < 2 || index === null || !step ? null : step.label;
  return {
    count: n + nan + positiveInfinity + negativeInfinity,
    nan,
    positiveInfinity,
    negativeInfinity,
    zero: layer.channels.zero.reduce((sum, zero) => sum + zero, 0),
    subnormal: layer.subnormal,
    mean: means(moments)[0]!,
    variance,
    standardDeviation: Math.sqrt(variance),
    skewness: m2 > 0 ? (Math.sqrt(n) * m3) / m2 ** 1.5 : Number.NaN,
    kurtosis: m2 > 0 ? (n * m4) / (m2 * m2) - 3 : Number.NaN,
    min,
    max,
    argmin: lowest.places.argmin,
    argmax: highest.places.argmax,
    firstNonFinite: bad?.places.firstNonFinite ?? null,
    argminStep: stepOfPlace(lowest.places.argmin, lowest),
    argmaxStep: stepOfPlace(highest.places.argmax, highest),
    firstNonFiniteStep: stepOfPlace(bad?.places.firstNonFinite ?? null, bad),
    quantiles,
    histogram: histogramOf(layer.buckets, min, max, quantiles),
  };
}

/** Whether every bucket is one value, so that the counts are the whole distribution. */
function isExact({ first }: LayerSteps): boolean {
  return DTYPE_BYTES[first.dtype] <= 2;
}

/** NaN where a channel has no finite value. */
export function means({ count, mean, meanLow }: Moments): Float64Array {
  return mean.map((high, c) => (count[c] === 0 ? Number.NaN : high + meanLow[c]!));
}

/** Biased. */
export function variances({ count, m2 }: Moments): Float64Array {
  return m2.map((sum, c) => sum / count[c]!);
}

/** Extremes start out infinite; where they still are, no finite value was seen. Adding 0 makes -0 the 0 it equals. */
export function finiteOrNaN(extreme: number): number {
  return Number.isFinite(extreme) ? extreme + 0 : Number.NaN;
}
