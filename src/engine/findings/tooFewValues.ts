import { formatCount, formatNumber, formatShare } from "../formatNumber";
import { median } from "../quantile";
import { batchScatter } from "./batchScatter";
import type { RunRule } from "./runRule";

/** Of m independent normal values the variance has a relative error of √(2 / (m − 1)): more than half below 8. */
const LEAST_VALUES = 8;
const LEAST_BATCHES = 10;

/** NRM922. */
export const tooFewValues: RunRule = {
  code: "NRM922",
  title: "Batch statistics are made of too few values",
  severity: "warning",
  explanation: [
    "A batch norm normalizes each micro-batch of each process by its own mean and variance. Made of m independent values, " +
      "the variance has a relative error of √(2 / (m − 1)): more than 53 % below 8. Training then sees noise that " +
      "evaluation does not have, and the two differ.",
    "Positions of an image or words of a text count as values, but are alike. Where a batch holds fewer than 8 examples, " +
      "the effective number is therefore measured: the variance of a channel over the scatter of its batch means from " +
      "one batch to the next. Gradient accumulation does not help, as each micro-batch is normalized by itself.",
    "Use larger batches, synchronize the statistics between processes (SyncBatchNorm), normalize by groups or layers " +
      "instead, or freeze the running statistics when fine-tuning.",
  ],
  sources: ["Wu & He 2018, Group Normalization", "Ioffe 2017, Batch Renormalization"],
  check({ layer, smallest, recent, channels }) {
    if (layer.method !== "batch" || layer.place === "gradient" || !smallest) return null;
    const { count, shape } = smallest;
    const consequence = "Training is noisy, and evaluation differs from it.";
    if (count < LEAST_VALUES) {
      return {
        severity: "warning",
        message:
          `Batch statistics are made of ${formatCount(count)} ${count === 1 ? "value" : "values"} a channel. ` +
          `${errorText(count)} ${consequence}`,
      };
    }
    const examples = layer.channelAxis === 0 ? count : (shape[0] ?? count);
    if (examples >= LEAST_VALUES || recent.length < LEAST_BATCHES) return null;
    const merged = median(
      Array.from({ length: channels }, (_, c) => {
        const { mean, variance } = batchScatter(recent, c);
        return variance.average / mean.scatter;
      }).filter(Number.isFinite),
    );
    // Logged steps are merged from micro-batches, each of which is normalized by itself.
    const effective = (merged * count) / Math.max(count, median(recent.map((step) => step.count)));
    if (!(effective < LEAST_VALUES)) return null;
    return {
      severity: "warning",
      message:
        `Batch statistics are made of ${formatCount(examples)} ${examples === 1 ? "example" : "examples"}. Their ` +
        `${formatCount(count)} values a channel are alike: batch means scatter as those of ${formatNumber(effective)} ` +
        `independent values do. ${consequence}`,
    };
  },
};

function errorText(m: number): string {
  return m < 2
    ? "A variance of one value is 0."
    : `The variance has an error of ${formatShare(Math.sqrt(2 / (m - 1)))} at best.`;
}
