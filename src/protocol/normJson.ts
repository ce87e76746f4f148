import type { Convention } from "../engine/convention";
import type { MethodName } from "../engine/methods/method";
import type { NormDrift, NormLayer, NormParameter, Spread } from "../engine/norms/normLayer";
import { finding } from "./findingJson";
import { arrayOf, type Check, fail, nullable, number, numbers, object, oneOf, text, wholeNumber } from "./jsonShape";

export const METHODS: readonly MethodName[] = ["batch", "layer", "instance", "group", "rms"];

const parameter: Check<NormParameter> = object({
  tensor: text,
  dtype: text,
  min: number,
  median: number,
  max: number,
  nonFinite: wholeNumber,
  values: nullable(numbers),
});

const spread: Check<Spread> = object({ median: number, max: number, channel: wholeNumber });

const drift: Check<NormDrift> = object({
  runningMean: nullable(spread),
  runningVariance: nullable(spread),
  weight: nullable(spread),
  bias: nullable(spread),
});

const fields: Check<NormLayer> = object({
  name: text,
  method: oneOf(METHODS),
  certainty: oneOf(["certain", "likely", "guess"] as const),
  reason: text,
  channels: wholeNumber,
  convention: oneOf<Convention>(["pytorch", "keras"]),
  momentum: nullable(number),
  eps: nullable(number),
  numBatchesTracked: nullable(number),
  weight: nullable(parameter),
  bias: nullable(parameter),
  runningMean: nullable(parameter),
  runningVariance: nullable(parameter),
  foldsInto: nullable(text),
  drift: nullable(drift),
  findings: arrayOf(finding),
});

/** A normalization layer out of JSON; its parameters must have an entry for each channel. */
export const norm: Check<NormLayer> = (json, at) => {
  const layer = fields(json, at);
  for (const name of ["weight", "bias", "runningMean", "runningVariance"] as const) {
    const values = layer[name]?.values;
    if (values && values.length !== layer.channels)
      fail(`${at}.${name}`, `${values.length} values for ${layer.channels} channels`);
  }
  return layer;
};
