import type { Cause, GapCauses } from "../engine/whatIf/gapCauses";
import type { TrainEvalGap } from "../engine/whatIf/trainEvalGap";
import { arrayOf, type Check, fail, nullable, number, numbers, object, oneOf, text, wholeNumber } from "./jsonShape";
import type { GapAnswer } from "./whatIf";

/**
 * A layer's gap between training and inference out of JSON, checked field by field.
 *
 * @throws in one line, where it is none
 */
export function parseGap(json: unknown): GapAnswer {
  return answer(json, "answer");
}

export const CAUSES: readonly Cause[] = ["sampling", "lagging average", "bias correction", "mean", "variance"];

const causes: Check<GapCauses> = object({
  mean: number,
  variance: number,
  laggingAverage: nullable(number),
  biasCorrection: nullable(number),
});

const fields: Check<TrainEvalGap> = object({
  gap: numbers,
  fromMean: numbers,
  fromVariance: numbers,
  rms: number,
  rmsFromMean: number,
  rmsFromVariance: number,
  examples: wholeNumber,
  values: wholeNumber,
  noise: number,
  noiseByChannel: numbers,
  noiseShare: number,
  causes,
  cause: oneOf(CAUSES),
  reestimated: nullable(number),
});

/** The series must agree in length with each other, or figures would draw nonsense. */
const gap: Check<TrainEvalGap> = (json, at) => {
  const result = fields(json, at);
  const { gap: whole, fromMean, fromVariance, noiseByChannel } = result;
  for (const [name, { length }] of Object.entries({ fromMean, fromVariance, noiseByChannel })) {
    if (length !== whole.length) fail(`${at}.${name}`, `${length} entries where ${whole.length} are expected`);
  }
  return result;
};

const answer: Check<GapAnswer> = object({
  step: nullable(wholeNumber),
  shape: arrayOf(wholeNumber),
  layer: text,
  eps: number,
  momentum: nullable(number),
  isMomentumAssumed: oneOf([true, false]),
  updates: nullable(wholeNumber),
  initialShare: number,
  gap,
});
