import type { JsonValue } from "../parseJson";
import { isObject, type KerasLayer } from "./kerasLayer";

/**
 * For each layer of a model the layer whose output is its only input and goes nowhere else; layers without one, or of
 * which the configuration does not tell, are left out. In a sequential model it is the layer before.
 */
export function producersOf(model: KerasLayer): ReadonlyMap<KerasLayer, KerasLayer> {
  const { layers } = model;
  if (model.className === "Sequential") {
    return new Map(layers.slice(1).map((layer, i) => [layer, layers[i]!]));
  }
  const calls = new Map(layers.map((layer) => [layer, callsOf(layer)]));
  const uses = countNames([...[...calls.values()].flat(2), ...tensorNames(model.config.get("output_layers"))]);
  const names = countNames(layers.map(({ name }) => name));
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  return new Map(
    layers.flatMap((layer) => {
      const [inputs, ...further] = calls.get(layer)!;
      if (inputs?.length !== 1 || further.length > 0) return [];
      const name = inputs[0]!;
      const producer = byName.get(name);
      const isOnly = names.get(name) === 1 && uses.get(name) === 1;
      return producer && isOnly && calls.get(producer)!.length === 1 ? [[layer, producer] as const] : [];
    }),
  );
}

function countNames(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** For each call of a layer, the names of the layers whose outputs go in. */
function callsOf({ inbound }: KerasLayer): readonly (readonly string[])[] {
  if (!Array.isArray(inbound)) return [];
  return (inbound as readonly JsonValue[]).map((call) => [...tensorNames(call)]);
}

/**
 * Names of layers within a value: Keras 3 writes tensors as objects with a `keras_history`, Keras 2 as lists of name,
 * call, place and further arguments.
 */
function* tensorNames(value: JsonValue | undefined): Generator<string, void> {
  if (isObject(value)) {
    const config = value.get("config");
    const isTensor = value.get("class_name") === "__keras_tensor__" && isObject(config);
    const history = isTensor ? config.get("keras_history") : undefined;
    if (Array.isArray(history) && typeof history[0] === "string") yield history[0];
    else for (const part of value.values()) yield* tensorNames(part);
  } else if (Array.isArray(value)) {
    const parts = value as readonly JsonValue[];
    const isTensor = typeof parts[0] === "string" && typeof parts[1] === "number";
    if (isTensor) yield parts[0] as string;
    for (const part of isTensor ? parts.slice(3) : parts) yield* tensorNames(part);
  }
}
