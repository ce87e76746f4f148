import type { BatchNoise } from "../engine/whatIf/batchNoise";
import type { OtherMethod } from "../engine/whatIf/otherMethods";
import type { BatchSizeSensitivity, ChannelsJudged } from "../engine/whatIf/sensitivity";
import { arrayOf, type Check, fail, nullable, number, numbers, object, oneOf, text, wholeNumber } from "./jsonShape";
import { toPlain } from "./plainJson";
import type { Answer, BatchSizeAnswer } from "./whatIf";

/** An answer as JSON text: non-finite numbers as "NaN", "Infinity" and "-Infinity", series as arrays. */
export function answerToJson(answer: Answer): string {
  return JSON.stringify(toPlain(answer));
}

/**
 * What batch size does to a layer out of JSON, checked field by field.
 *
 * @throws in one line, where it is none
 */
export function parseBatchSize(json: unknown): BatchSizeAnswer {
  return answer(json, "answer");
}

const noise: Check<BatchNoise> = object({
  size: wholeNumber,
  batches: wholeNumber,
  meanSpread: numbers,
  varianceAverage: numbers,
  varianceSpread: numbers,
  noise: numbers,
  rms: number,
  fromMean: number,
  fromVariance: number,
  standardError: number,
});

const judged: Check<ChannelsJudged> = object({
  judged: arrayOf(wholeNumber),
  nonFinite: arrayOf(wholeNumber),
  constant: arrayOf(wholeNumber),
});

const other: Check<OtherMethod> = object({
  method: oneOf(["group", "layer", "instance"] as const),
  groups: nullable(wholeNumber),
  values: number,
  noise: oneOf([0] as const),
  difference: nullable(number),
});

const fields: Check<BatchSizeSensitivity> = object({
  limit: number,
  seed: wholeNumber,
  eps: number,
  examples: wholeNumber,
  values: wholeNumber,
  channels: judged,
  effective: object({ perExample: number, byChannel: numbers }),
  sizes: arrayOf(noise),
  smallest: object({ size: wholeNumber, isExtrapolated: oneOf([true, false] as const) }),
  others: arrayOf(other),
  advice: text,
  caveats: arrayOf(text),
});

const sensitivity: Check<BatchSizeSensitivity> = (json, at) => {
  const result = fields(json, at);
  if (result.sizes.length === 0) fail(`${at}.sizes`, "no batch size");
  for (const [i, { noise: channels }] of result.sizes.entries()) {
    const expected = result.channels.judged.length;
    if (channels.length !== expected)
      fail(`${at}.sizes[${i}].noise`, `${channels.length} entries where ${expected} are expected`);
  }
  return result;
};

const answer: Check<BatchSizeAnswer> = object({
  step: nullable(wholeNumber),
  shape: arrayOf(wholeNumber),
  channelAxis: wholeNumber,
  sensitivity,
});
