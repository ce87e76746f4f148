import { CAUSES } from "./gapJson";
import { arrayOf, type Check, fail, nullable, number, object, oneOf, text, wholeNumber } from "./jsonShape";
import type { LayerShift, NetworkAnswer } from "./whatIf";

/**
 * Where a network's gap arises out of JSON, checked field by field.
 *
 * @throws in one line, where it is none
 */
export function parseNetwork(json: unknown): NetworkAnswer {
  const result = fields(json, "answer");
  const { layers, culprit } = result;
  if (layers.length === 0) fail("answer.layers", "no layer");
  if (culprit !== null && culprit >= layers.length) fail("answer.culprit", `${culprit} of ${layers.length} layers`);
  return result;
}

const layer: Check<LayerShift> = object({
  name: text,
  rms: number,
  rmsOwn: number,
  rmsInherited: number,
  ownShare: number,
  noise: number,
  cause: oneOf(CAUSES),
  ofLast: number,
});

const fields: Check<NetworkAnswer> = object({
  step: nullable(wholeNumber),
  layers: arrayOf(layer),
  culprit: nullable(wholeNumber),
  advice: text,
});
