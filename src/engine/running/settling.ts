import { median } from "../quantile";
import type { Running, Settling } from "../report";
import { initialShareLeft, newBatchWeight, WARMED_UP } from "./average";

const SETTLED_DISTANCE = 0.25;
const SETTLED_RATIO = 1.5;

/**
 * Judges the running averages at the last step. "Close" is within a quarter of a running σ (or within
 * three standard errors of their mean, where that is more) and a variance ratio below 1.5 either way.
 */
export function settling(whole: Running): Settling {
  const running = trainingSteps(whole);
  const steps = running.count.length;
  const updates = updatesOf(running);
  const weight = newBatchWeight(running.momentum, running.convention, updates);
  const window = running.momentum === null ? updates : (2 - weight) / weight;
  const initialShare = initialShareLeft(running.momentum, running.convention, updates);
  const batches = Math.min(Math.max(1, Math.round(window / spacing(running))), Math.ceil(steps / 2));
  const channels = running.batchMean[0]?.length ?? 0;
  const perChannel = Array.from({ length: channels }, (_, c) => channelSettling(running, c, batches));
  const distance = medianOf(perChannel.map((channel) => channel.distance));
  const varianceRatio = medianOf(perChannel.map((channel) => channel.varianceRatio));
  const noise = 1 / Math.sqrt(running.count[steps - 1] ?? Number.NaN);
  return {
    settled:
      initialShare < WARMED_UP &&
      distance <= Math.max(SETTLED_DISTANCE, (3 * noise) / Math.sqrt(batches)) &&
      Math.abs(Math.log(varianceRatio)) <= Math.log(SETTLED_RATIO),
    initialShare,
    batches,
    distance,
    varianceRatio,
    wobble: medianOf(perChannel.map((channel) => channel.wobble)),
    noise,
  };
}

/** Batches that were met in evaluation mode have no part in the averages. */
export function trainingSteps(running: Running): Running {
  const { logged } = running;
  if (!logged || logged.training.every(Boolean)) return running;
  const only = <T>(series: readonly T[]) => series.filter((_, step) => logged.training[step]);
  return {
    ...running,
    logged: { ...logged, training: only(logged.training) },
    steps: only(running.steps),
    count: only(running.count),
    batchMean: only(running.batchMean),
    batchVariance: only(running.batchVariance),
    runningMean: only(running.runningMean),
    runningVariance: only(running.runningVariance),
  };
}

/** Batches in the averages. Where the framework does not count (Keras, Flax), there is one a step of training. */
export function updatesOf({ logged, steps }: Running): number {
  if (!logged || steps.length === 0) return steps.length;
  return logged.updates ?? steps.at(-1)! - steps[0]! + 1;
}

/** Batches from one step of the series to the next: a log may hold every tenth, and be thinned besides. */
function spacing({ logged, steps }: Running): number {
  if (!logged || steps.length < 2) return 1;
  return Math.max(1, (steps.at(-1)! - steps[0]!) / (steps.length - 1));
}

interface ChannelSettling {
  readonly distance: number;
  readonly varianceRatio: number;
  readonly wobble: number;
}

/**
 * Each batch is held against the running average before it, which evaluation would have used then:
 * so a drift shows as the lag it causes. The second half of the steps counts, and never the first step,
 * so that the warm-up does not pass for wobble.
 */
function channelSettling(running: Running, channel: number, recent: number): ChannelSettling {
  const steps = running.count.length;
  const sigma = Math.sqrt(running.runningVariance[steps - 1]![channel]!);
  const offsets: number[] = [];
  const ratios: number[] = [];
  for (let step = Math.max(1, Math.floor(steps / 2)); step < steps; step++) {
    offsets.push((running.batchMean[step]![channel]! - running.runningMean[step - 1]![channel]!) / sigma);
    ratios.push(running.batchVariance[step]![channel]! / running.runningVariance[step - 1]![channel]!);
  }
  const centre = average(offsets);
  return {
    distance: Math.abs(average(offsets.slice(-recent))),
    varianceRatio: average(ratios.slice(-recent)),
    wobble: Math.sqrt(average(offsets.map((offset) => (offset - centre) ** 2))),
  };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** NaN channels, and constant ones whose σ is 0, say nothing about settling. */
function medianOf(values: readonly number[]): number {
  return median(values.filter(Number.isFinite));
}
