import type {
  ComparedLayer,
  ComparedMethod,
  Comparison,
  Distribution,
  LayerChoice,
} from "../engine/comparison/comparison";
import type { MethodName } from "../engine/methods/method";
import { arrayOf, type Check, fail, nullable, number, object, oneOf, pair, text, wholeNumber } from "./jsonShape";
import { channels, statistics } from "./reportJson";

const METHODS: readonly MethodName[] = ["batch", "layer", "instance", "group", "rms"];

const choice: Check<LayerChoice> = object({ run: text, name: text });

const distributionFields: Check<Distribution> = object({ statistics, channels });

const distribution: Check<Distribution> = (json, at) => {
  const result = distributionFields(json, at);
  for (const [name, values] of Object.entries(result.channels)) {
    const expected = result.channels.mean.length;
    if (values.length !== expected)
      fail(`${at}.channels.${name}`, `${values.length} entries where ${expected} are expected`);
  }
  return result;
};

const method: Check<ComparedMethod> = object({
  method: oneOf(METHODS),
  title: text,
  formula: text,
  statisticPer: text,
  detail: text,
  axes: arrayOf(wholeNumber),
  count: number,
  statistics: number,
  training: nullable(distribution),
  refusal: nullable(text),
  inference: nullable(distribution),
});

const layer: Check<ComparedLayer> = object({
  run: text,
  name: text,
  dtype: text,
  shape: arrayOf(wholeNumber),
  channelAxis: wholeNumber,
  examples: pair,
  steps: wholeNumber,
  numGroups: wholeNumber,
  before: distribution,
  methods: arrayOf(method),
});

/**
 * A comparison out of JSON, checked field by field.
 *
 * @throws in one line, where it is none
 */
export function parseComparison(json: unknown): Comparison {
  return object<Comparison>({
    version: oneOf([1] as const),
    generator: text,
    source: object({ kind: oneOf(["file", "files", "folder"] as const), name: text }),
    choices: arrayOf(choice),
    layer,
  })(json, "comparison");
}
