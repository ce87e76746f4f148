import { formatCount, formatNumber } from "../formatNumber";
import { CAUTIOUS_NOISE, HARMFUL_NOISE, HARMLESS_NOISE } from "./retrained";
import type { BatchSizeSensitivity } from "./sensitivity";

/** What `batchSizeSensitivity` has measured before anything is said of it. */
export type MeasuredSensitivity = Omit<BatchSizeSensitivity, "advice" | "caveats">;

/** One sentence with its numbers. */
export function batchSizeAdvice({ sizes, smallest, limit, others }: MeasuredSensitivity): string {
  const noiseAt = (size: number) => formatNumber(sizes.find((one) => one.size === size)!.rms);
  const { size } = smallest;
  const within = `limit ${formatNumber(limit)}`;
  if (smallest.isExtrapolated) {
    const largest = sizes.at(-1)!.size;
    const groups = others.find(({ method }) => method === "group")?.groups;
    return (
      `Batch statistics of ${formatCount(largest)} examples, the most that could be drawn, still put ` +
      `${noiseAt(largest)} σ of noise on the output (${within}): about ${formatCount(size)} a device would be needed; ` +
      `below, group norm (${groups} group${groups === 1 ? "" : "s"}) has no such noise.`
    );
  }
  if (size === 1) {
    return `Any batch is large enough here: one example puts ${noiseAt(1)} σ of noise on the output (${within}).`;
  }
  return (
    `From ${formatCount(size)} examples a device on, batch statistics put ${noiseAt(size)} σ of noise on the output ` +
    `(${within}); at ${formatCount(size / 2)} they put ${noiseAt(size / 2)} σ.`
  );
}

/** Below so many, what was captured says little of what else there is. */
const FEW_EXAMPLES = 64;

/**
 * What the numbers do not say.
 *
 * @param captured examples in the tensor
 */
export function batchSizeCaveats(
  { examples, values, effective, channels }: MeasuredSensitivity,
  captured: number,
): readonly string[] {
  const caveats = [
    "These are the activations of one moment: training changes them, and with them the noise. Some noise regularizes;" +
      ` how much is too much, the limit decides; ${CAUTIOUS_NOISE} σ is a cautious one. In three small networks that were` +
      ` trained again in batches of 2 to 32, batch norm fell clearly behind group norm from ${HARMFUL_NOISE} σ on, and up` +
      ` to ${HARMLESS_NOISE} σ did not.`,
    "A batch is what one device normalizes at a time: gradient accumulation does not enlarge it, synchronized batch" +
      " norm does.",
  ];
  if (examples < captured) {
    caveats.push(`Batches were drawn from the first ${formatCount(examples)} of ${formatCount(captured)} examples.`);
  }
  if (examples < FEW_EXAMPLES) {
    const error = Math.round(100 / Math.sqrt(2 * (examples - 1)));
    caveats.push(
      `Only ${examples} examples were captured: a channel's noise is known to about ${error} % (as of normal values), ` +
        "and examples that are rarer than these are not in it.",
    );
  }
  if (values > 1 && effective.perExample < values / 2) {
    caveats.push(
      `Values of one example are alike: its ${formatCount(values)} values a channel count as ` +
        `${formatNumber(effective.perExample)} independent ones.`,
    );
  }
  if (values > 1 && effective.perExample > 1.5 * values) {
    caveats.push(
      `Example means are closer to each other than independent values would make them: the ${formatCount(values)} values ` +
        `a channel count as ${formatNumber(effective.perExample)}.`,
    );
  }
  const left = [
    ...(channels.nonFinite.length > 0 ? [`${channels.nonFinite.length} with NaN or infinite values`] : []),
    ...(channels.constant.length > 0 ? [`${channels.constant.length} that are constant`] : []),
  ];
  if (left.length > 0) caveats.push(`Channels left out: ${left.join(", ")}.`);
  if (values === 1) caveats.push("A batch of one example has one value a channel, of which PyTorch refuses to learn.");
  return caveats;
}
