import { FLAX_MODULES } from "./flaxModules";
import { KERAS_LAYERS } from "./kerasLayers";
import type { LayerSpec } from "./layerSpec";
import { TORCH_FUNCTIONS } from "./torchFunctions";
import { TORCH_MODULES } from "./torchModules";

/** Every layer and function that this analysis knows. */
export const SPECS: readonly LayerSpec[] = [...TORCH_MODULES, ...TORCH_FUNCTIONS, ...KERAS_LAYERS, ...FLAX_MODULES];

/** The layer or function with a qualified name such as "torch.nn.Conv2d". */
export function specNamed(qualified: string): LayerSpec | undefined {
  return BY_NAME.get(qualified);
}

const BY_NAME: ReadonlyMap<string, LayerSpec> = new Map(
  SPECS.flatMap((spec) => spec.homes.map((home) => [`${home}.${spec.name}`, spec] as const)),
);
