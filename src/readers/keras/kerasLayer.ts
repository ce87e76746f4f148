import type { JsonObject, JsonValue } from "../parseJson";

/** A layer, or a model, as its configuration describes it. */
export interface KerasLayer {
  readonly className: string;
  readonly name: string;
  readonly config: JsonObject;
  /** A function such as `keras.ops.add`, which stands among a functional model's layers, but is none. */
  readonly isFunction: boolean;
  /** A model's layers, in its order, and functions between them. */
  readonly layers: readonly KerasLayer[];
  /** What a wrapper such as TimeDistributed wraps. */
  readonly wrapped: KerasLayer | undefined;
  /** How a functional model calls it, once or more; undefined in a sequential one. */
  readonly inbound: JsonValue | undefined;
}

const NOTHING: JsonObject = new Map();
/** Names are put together into paths, of which long ones would multiply. */
export const LONGEST_NAME = 1000;

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
    name: typeof name === "string" && name.length <= LONGEST_NAME ? name : "",
    config,
    isFunction: isOperation(value.get("module")),
    layers: Array.isArray(layers) ? layers.flatMap((layer) => kerasLayer(layer) ?? []) : [],
    wrapped: kerasLayer(config.get("layer")),
    inbound: value.get("inbound_nodes"),
  };
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return value instanceof Map;
}

function isOperation(module: JsonValue | undefined): boolean {
  return typeof module === "string" && module.includes(".ops.");
}
