import type { KerasLayer } from "./kerasLayer";

/** What Keras calls the variables of its layers, in the order in which they are saved; the last ones may be absent. */
const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  Dense: ["kernel", "bias"],
  EinsumDense: ["kernel", "bias"],
  Conv1D: ["kernel", "bias"],
  Conv2D: ["kernel", "bias"],
  Conv3D: ["kernel", "bias"],
  Conv1DTranspose: ["kernel", "bias"],
  Conv2DTranspose: ["kernel", "bias"],
  Conv3DTranspose: ["kernel", "bias"],
  DepthwiseConv1D: ["kernel", "bias"],
  DepthwiseConv2D: ["kernel", "bias"],
  SeparableConv1D: ["depthwise_kernel", "pointwise_kernel", "bias"],
  SeparableConv2D: ["depthwise_kernel", "pointwise_kernel", "bias"],
  Embedding: ["embeddings"],
  RMSNormalization: ["scale"],
};

const RENORM = ["moving_stddev", "renorm_mean", "renorm_stddev"];

/** Keras's normalization layers and those above, by the name that a saved group has of their class. */
const CLASSES: ReadonlyMap<string, string> = new Map(
  [...Object.keys(VARIABLES), "BatchNormalization", "LayerNormalization", "GroupNormalization"].map((name) => [
    snakeCase(name),
    name,
  ]),
);

/**
 * The names of a layer's `count` variables, which Keras 3 saves by number alone; undefined for those that its class
 * and configuration do not tell. Without a configuration they are told only where the number leaves no doubt.
 */
export function variableNames(
  className: string | undefined,
  config: KerasLayer["config"] | undefined,
  count: number,
): readonly (string | undefined)[] {
  const names = namesOf(className, config, count) ?? [];
  return Array.from({ length: count }, (_, i) => names[i]);
}

/** The class that a group or a layer with an automatic name belongs to: "batch_normalization_3". */
export function classOfName(name: string): string | undefined {
  return CLASSES.get(name.replace(/_\d+$/, "")) ?? CLASSES.get(name);
}

/** As Keras makes the name of a group from that of a class: "LayerNormalization", "layer_normalization". */
export function snakeCase(className: string): string {
  return className
    .replace(/[^\p{L}\p{N}_]+/gu, "")
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}

function namesOf(
  className: string | undefined,
  config: KerasLayer["config"] | undefined,
  count: number,
): readonly (string | undefined)[] | undefined {
  switch (className) {
    case "BatchNormalization": {
      const moving = ["moving_mean", "moving_variance"];
      const affine = affineNames(config, count - moving.length);
      const names = affine && [...affine, ...moving, ...(config?.get("renorm") === true ? RENORM : [])];
      return names?.length === count ? names : undefined;
    }
    case "LayerNormalization":
    case "GroupNormalization": {
      const names = config?.get("rms_scaling") === true ? ["gamma"] : affineNames(config, count);
      return names?.length === count ? names : undefined;
    }
    case undefined:
      return undefined;
    default: {
      const names = VARIABLES[className];
      return names && count <= names.length ? names : undefined;
    }
  }
}

/** `count` names of gamma and beta. A single one is that which the configuration leaves. */
function affineNames(
  config: KerasLayer["config"] | undefined,
  count: number,
): readonly (string | undefined)[] | undefined {
  if (config) {
    return [...(config.get("scale") === false ? [] : ["gamma"]), ...(config.get("center") === false ? [] : ["beta"])];
  }
  return [[], [undefined], ["gamma", "beta"]][count];
}
