import { rootMeanSquare } from "../../engine/findings/robust";
import type { BatchNoise } from "../../engine/whatIf/batchNoise";
import { worstChannels } from "../../engine/whatIf/batchSize";
import type { OtherMethod } from "../../engine/whatIf/otherMethods";
import { quoteName } from "../../readers/quoteName";
import type { BatchSizeOfTensor } from "../../worker/batchSizeOf";
import { short } from "../short";
import { table } from "../table";

/** For a terminal: the advice, a table of batch sizes, the methods that do without a batch, and the caveats. */
export function batchSizeText({ name, dtype, shape, sensitivity }: BatchSizeOfTensor): string {
  const { examples, values, effective, sizes, channels, others, advice, caveats } = sensitivity;
  return [
    `${quoteName(name)}: ${dtype} (${shape.join(", ")}), ${examples} examples with ${values} ` +
      `value${values === 1 ? "" : "s"} a channel, which count${values === 1 ? "s" : ""} as ` +
      `${short(effective.perExample, 3)} independent`,
    "",
    advice,
    "",
    ...table([HEADER, ...sizes.map((size) => sizeRow(size, channels.judged))], 0),
    "",
    ...others.map(otherLine),
    "",
    ...caveats.map((caveat) => `- ${caveat}`),
  ].join("\n");
}

const HEADER = ["batch", "noise", "±", "of mean", "of variance", "mean ± σ", "variance ± %", "worst channels"];

function sizeRow(noise: BatchNoise, judged: readonly number[]): string[] {
  const worst = worstChannels(noise, judged).map((one) => `${one.channel}: ${short(one.noise, 2)}`);
  return [
    String(noise.size),
    short(noise.rms, 3),
    short(noise.standardError, 1),
    short(noise.fromMean, 3),
    short(noise.fromVariance, 3),
    short(rootMeanSquare(noise.meanSpread), 3),
    short(100 * rootMeanSquare(noise.varianceSpread), 3),
    worst.join(", "),
  ];
}

function otherLine({ method, groups, values, difference }: OtherMethod): string {
  const of = groups === null ? "" : ` of ${groups} group${groups === 1 ? "" : "s"}`;
  const other =
    difference === null ? "" : `; its output is another than batch norm's, by ${short(difference, 3)} σ (no error)`;
  return `${method} norm${of}: no noise at any size, since each mean is of ${values} values of one example${other}`;
}
