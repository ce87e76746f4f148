import { formatCount, formatNumber } from "../formatNumber";
import { median } from "../quantile";
import type { WatchedLayer } from "../run/watchedLayer";
import { initialShareLeft, newBatchWeight, WARMED_UP } from "../running/average";
import { batchScatter } from "./batchScatter";
import { channelList } from "./channelList";
import type { RunRule } from "./runRule";

/** Batches that are needed to tell how they scatter. */
const LEAST_BATCHES = 10;
/** Of the running mean, in running σ: what changes an output visibly. */
const NOTABLE_MEAN = 0.5;
/** Of the variance, either way. */
const NOTABLE_RATIO = 2;
/** Standard errors; one channel of a million exceeds it by chance. */
const BEYOND_NOISE = 5;
/** One channel of ten: single channels drift in healthy runs, too. */
const NOTABLE_SHARE = 0.1;

/** NRM920. */
export const runningOff: RunRule = {
  code: "NRM920",
  title: "The running statistics are not those of the batches",
  severity: "warning",
  explanation: [
    "At the end of the run, the running mean lies more than half a running deviation from the mean of the last batches, " +
      "or the running variance is more than twice or less than half of theirs, in a tenth of the channels or more. In " +
      "evaluation the layer then normalizes with other numbers than in training, and the outputs differ.",
    "Chance is ruled out: the difference is five times what the batches' own scatter from one to the next explains. " +
      "That scatter is measured, not computed from the number of values, because neighbouring values are alike.",
    "It comes about when the average is too slow for the training (a momentum too small, too few steps), when the layers " +
      "before it change fast until the end, when the buffers were loaded from elsewhere, or when batches of another kind " +
      "went through the layer in training mode. Estimate the statistics again on training data, or let them follow faster.",
  ],
  sources: ["Ioffe & Szegedy 2015, algorithm 2", "von Neumann et al. 1941, The mean square successive difference"],
  check(watched) {
    const { end, channels } = watched;
    const steps = watched.recent.slice(-windowOf(watched));
    if (!end || steps.length < LEAST_BATCHES || isWarmingUp(watched)) return null;
    const all = Array.from({ length: channels }, (_, c) => offsetOf(watched, steps, c));
    const off = all.flatMap(({ isOff }, c) => (isOff ? [c] : []));
    if (off.length === 0 || off.length < NOTABLE_SHARE * channels) return null;
    const distance = median(off.map((c) => all[c]!.distance).filter(Number.isFinite));
    const ratio = median(off.map((c) => all[c]!.ratio));
    return {
      severity: "warning",
      message:
        `The running statistics are not those of the last ${formatCount(steps.length)} logged batches in ` +
        `${channelList(off, channels)}: their means lie ${formatNumber(distance)} running σ away, their variance is ` +
        `${formatNumber(ratio)}× the running one (median of these channels). Evaluation differs from training.`,
    };
  },
};

/** At the beginning of a run the average is off as a matter of course; NRM921 says so. */
function isWarmingUp({ goesOn, updates, layer: { momentum, convention } }: WatchedLayer): boolean {
  return goesOn && updates !== null && initialShareLeft(momentum, convention, updates) > WARMED_UP;
}

/** As many logged steps as the running average spans, where so many are known: then drift moves both alike. */
function windowOf({ layer, updates, recent }: WatchedLayer): number {
  const weight = newBatchWeight(layer.momentum, layer.convention, Math.max(1, updates ?? recent.length));
  const spacing = Math.max(1, (recent.at(-1)?.step ?? 0) - (recent[0]?.step ?? 0)) / Math.max(1, recent.length - 1);
  return Math.max(LEAST_BATCHES, Math.round((2 - weight) / weight / spacing));
}

function offsetOf({ layer, updates, end }: WatchedLayer, steps: WatchedLayer["recent"], c: number) {
  const { mean, variance } = batchScatter(steps, c);
  const [runningMean, runningVariance] = [end!.mean[c]!, end!.variance[c]!];
  const weight = newBatchWeight(layer.momentum, layer.convention, Math.max(1, updates ?? steps.length));
  // The average of the batches has an error, and so has the running one, which spans (2 − m) / m batches.
  const share = 1 / steps.length + weight / (2 - weight);
  const difference = Math.abs(mean.average - runningMean);
  const distance = difference / Math.sqrt(runningVariance);
  const ratio = variance.average / runningVariance;
  const meanIsOff = distance > NOTABLE_MEAN && difference > BEYOND_NOISE * Math.sqrt(mean.scatter * share);
  const varianceIsOff =
    (ratio > NOTABLE_RATIO || ratio < 1 / NOTABLE_RATIO) &&
    Math.abs(variance.average - runningVariance) > BEYOND_NOISE * Math.sqrt(variance.scatter * share);
  return { isOff: meanIsOff || varianceIsOff, distance, ratio };
}
