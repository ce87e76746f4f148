import { formatCount, formatNumber } from "../formatNumber";
import { wassersteinOf } from "../overTime/distance";
import { binned, type Distribution, mergeDistributions, middleOf } from "../overTime/distribution";
import { median } from "../quantile";
import type { RunRule } from "./runRule";

/** Kept steps that the last quarter of the run needs. */
const LEAST_STEPS = 16;
/** Between the two halves of that quarter, in standard deviations of the second. */
const NOTABLE = 0.5;
/** Times what lies between one step and the next: a batch differs from another by that much. */
const BEYOND_SCATTER = 3;

/** NRM931. */
export const stillDrifts: RunRule = {
  code: "NRM931",
  title: "The distribution still drifts at the end of the run",
  severity: "information",
  explanation: [
    "The last quarter of the run is cut in two, and the values of its first half are compared with those of the second: on " +
      "average they have moved by more than half a standard deviation (Wasserstein-1), and by three times what one batch " +
      "differs from the next.",
    "The layer is given other values than shortly before: training has not come to rest, something grows without bound, or " +
      "the data change. Statistics that were collected along the way, a batch norm's running averages or a quantizer's " +
      "ranges, lag behind. Train on, lower the learning rate towards the end, or estimate such statistics again.",
  ],
  sources: ["Vallender 1974", "Ioffe & Szegedy 2015, section 2"],
  check({ layer, distributions }) {
    if (layer.place === "gradient" || distributions.length < LEAST_STEPS) return null;
    const [begin, end] = [distributions[0]!.step, distributions.at(-1)!.step];
    const after = (share: number) => begin + (end - begin) * share;
    const late = distributions.filter(({ step }) => step >= after(0.75));
    const [first, second] = [
      late.filter(({ step }) => step < after(0.875)),
      late.filter(({ step }) => step >= after(0.875)),
    ];
    if (late.length < LEAST_STEPS || Math.min(first.length, second.length) < LEAST_STEPS / 4) return null;
    const width = Math.max(...late.map((step) => step.width));
    const [before, now] = [first, second].map((steps) =>
      steps.map(({ bins }) => binned(bins, width)).reduce(mergeDistributions),
    );
    const moved = wassersteinOf(before!, now!);
    const scatter = median(
      late.map(({ fromPrevious }) => fromPrevious?.wasserstein ?? Number.NaN).filter(Number.isFinite),
    );
    const sigma = deviationOf(now!);
    if (!(moved > NOTABLE * sigma && moved > BEYOND_SCATTER * scatter)) return null;
    return {
      severity: "information",
      message:
        `The distribution still drifts: from steps ${formatCount(first[0]!.step)} to ${formatCount(first.at(-1)!.step)} to those from ` +
        `${formatCount(second[0]!.step)} on, values have moved by ${formatNumber(moved / sigma)} standard deviations on average, ` +
        `${formatNumber(moved / scatter)} times what one batch differs from the next.`,
    };
  },
};

function deviationOf({ keys, counts, total }: Distribution): number {
  const mean = keys.reduce((sum, key, i) => sum + middleOf(key) * counts[i]!, 0) / total;
  return Math.sqrt(keys.reduce((sum, key, i) => sum + (middleOf(key) - mean) ** 2 * counts[i]!, 0) / total);
}
