import type { Text } from "../families/kind";
import { modelKind } from "../families/modelKind";
import type { ModelFacts, Place } from "../model/facts";
import { textAt, within } from "../model/queries";
import type { AdvicePlace } from "./place";
import { type ResolvedCall, resolvedCalls } from "./resolvedCalls";

/** The first model in these stretches of code that a library brings with trained weights. */
export function pretrainedModel(facts: ModelFacts, places: readonly Place[]): AdvicePlace["pretrained"] {
  for (const call of resolvedCalls(facts)) {
    if (!places.some((place) => within(call.node, place)) || !isTrained(facts, call)) continue;
    const texts = textsOf(facts, call);
    const kind = modelKind(call.qualified, texts, [...call.keywords.keys()]);
    if (!kind) continue;
    const names = [call.qualified, ...texts.map(({ text }) => text)].join(" ");
    const architecture = TRANSFORMERS.test(names) ? "transformer" : CONVOLUTIONS.test(names) ? "convolutional" : null;
    return { value: kind.batchNorm, architecture, at: call.node.start, code: textAt(facts, call.node) };
  }
  return null;
}

const TRANSFORMERS = /^transformers\.|\b(vit|deit|swin|beit|maxvit)/i;
const CONVOLUTIONS = /net|vgg|inception|xception|rcnn|fcos|fcn|deeplab|lraspp|\bssd/i;

/** Keras brings weights unless told not to; the others bring none unless asked. */
function isTrained(facts: ModelFacts, { qualified, positional, keywords }: ResolvedCall): boolean {
  const given = (name: string) => {
    const value = keywords.get(name);
    return value && textAt(facts, value);
  };
  if (qualified.endsWith(".from_pretrained")) return true;
  if (/^(keras|tf_keras|tensorflow)\./.test(qualified)) return given("weights") !== "None";
  if (given("pretrained") === "True") return true;
  if (positional.some((one) => one.type === "true")) return true;
  const names = ["weights", "weights_backbone", "encoder_weights"];
  return names.some((name) => keywords.has(name) && given(name) !== "None");
}

function textsOf(facts: ModelFacts, { positional, keywords }: ResolvedCall): Text[] {
  const all = [...positional.map((node) => [null, node] as const), ...keywords];
  return all.flatMap(([name, node]) => {
    const text = node.type === "string" ? /^\w?(["'])([^"'\\]*)\1$/.exec(textAt(facts, node))?.[2] : undefined;
    return text === undefined ? [] : [{ name, text }];
  });
}
