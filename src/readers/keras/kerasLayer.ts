import type { JsonObject, JsonValue } from "../parseJson";

/** A layer, or a model, as its configuration describes it. */
export interface KerasLayer {
  readonly className: string;
  readonly name: string;
  readonly config: JsonObject;
  /** A model's layers, in its order. */
  readonly layers: readonly KerasLayer[];
  /** What a wrapper such as TimeDistributed wraps. */
  readonly wrapped: KerasLayer | undefined;
  /** How a functional model calls it, once or more; undefined in a sequential one. */
  readonly inbound: JsonValue | undefined;
}

const NOTHING: JsonObject = new Map();

/**
 * A layer from the JSON that Keras 2 and 3 write: `class_name`, `config` and, for a model, `config.layers`. What is not
 * as Keras writes it is left out; undefined where it is no layer at all.
 */
export function kerasLayer(value: JsonValue | undefined): KerasLayer | undefined {
  if (!isObject(value)) return undefined;
  const className = value.get("class_name");
  if (typeof className !== "string") return undefined;
  const found = value.get("config");
  const config = isObject(found) ? found : NOTHING;
  const name = config.get("name") ?? value.get("name");
  // The oldest sequential models have a list of layers for a configuration.
  const layers = Array.isArray(found) ? (found as readonly JsonValue[]) : config.get("layers");
  return {
    className,
    name: typeof name === "string" ? name : "",
    config,
    layers: Array.isArray(layers) ? layers.filter(isNoOperation).flatMap((layer) => kerasLayer(layer) ?? []) : [],
    wrapped: kerasLayer(config.get("layer")),
    inbound: value.get("inbound_nodes"),
  };
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return value instanceof Map;
}

/** Functions such as `keras.ops.add` stand among a functional model's layers, but are none. */
function isNoOperation(value: JsonValue): boolean {
  const module = isObject(value) ? value.get("module") : undefined;
  return typeof module !== "string" || !module.includes(".ops.");
}
