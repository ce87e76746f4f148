import type { FileContents } from "../fileContents";
import type { JsonValue } from "../parseJson";
import { quoteName } from "../quoteName";
import { isObject, type KerasLayer } from "./kerasLayer";

type Fact = FileContents["facts"][number];

/** What a configuration says of a model as a whole. */
export function modelFacts(model: KerasLayer | undefined): readonly Fact[] {
  if (!model) return [];
  return [
    ...fact("Model", model.name === "" ? model.className : `${model.name} (${model.className})`),
    ["Layers", String(model.layers.filter(({ isFunction }) => !isFunction).length)],
  ];
}

/** How a model was trained: what of `compile` was saved with it. */
export function trainingFacts(compiled: JsonValue | undefined): readonly Fact[] {
  if (!isObject(compiled) || compiled.size === 0) return [["Training configuration", "none"]];
  return [
    ...fact("Optimizer", nameOf(compiled.get("optimizer") ?? compiled.get("optimizer_config"))),
    ...fact("Loss", nameOf(compiled.get("loss"))),
  ];
}

/** A fact, unless there is nothing to say. */
export function fact(name: string, value: JsonValue | undefined): readonly Fact[] {
  return typeof value === "string" && value !== "" ? [[name, quoteName(value)]] : [];
}

/** "Adam" for the configuration of one, "mse" for what goes by its name. */
function nameOf(value: JsonValue | undefined): JsonValue | undefined {
  return isObject(value) ? (value.get("class_name") ?? value.get("name")) : value;
}
