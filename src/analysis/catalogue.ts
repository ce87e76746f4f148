import { FLAX_NORMS } from "./flaxNorms";
import { KERAS_NORMS } from "./kerasNorms";
import { documentation, LAYERS, type Layer } from "./layers";

/** The normalization layer or function of any framework with a qualified name such as "flax.linen.BatchNorm". */
export function normalizationNamed(qualified: string): Layer | undefined {
  return BY_NAME.get(qualified);
}

/** Every normalization layer and function of PyTorch, Keras and Flax. */
export const NORMALIZATIONS: readonly Layer[] = [...LAYERS, ...KERAS_NORMS, ...FLAX_NORMS];

const BY_NAME: ReadonlyMap<string, Layer> = new Map(
  NORMALIZATIONS.flatMap((layer) => layer.homes.map((home) => [`${home}.${layer.name}`, layer] as const)),
);

/** The page of the framework's own documentation on a layer. */
export function pageOf(layer: Layer): { readonly label: string; readonly url: string } {
  switch (layer.framework) {
    case "torch":
      return { label: "PyTorch documentation", url: documentation(layer) };
    case "keras":
      return { label: "Keras documentation", url: kerasPage(layer) };
    case "linen":
      return { label: "Flax documentation", url: `${LINEN_PAGE}#flax.linen.${layer.name}` };
    case "nnx":
      return { label: "Flax documentation", url: `${NNX_PAGE}#flax.nnx.${layer.name}` };
    case "jax":
      return {
        label: "JAX documentation",
        url: `https://docs.jax.dev/en/latest/_autosummary/jax.nn.${layer.name}.html`,
      };
  }
}

const LINEN_PAGE = "https://flax-linen.readthedocs.io/en/latest/api_reference/flax.linen/layers.html";
const NNX_PAGE = "https://flax.readthedocs.io/en/latest/api_reference/flax.nnx/nn/normalization.html";

function kerasPage(layer: Layer): string {
  if (layer.functional) return "https://keras.io/api/ops/nn/";
  if (layer.method === "data") return "https://keras.io/api/layers/preprocessing_layers/numerical/normalization/";
  const page = layer.name.replace("Normalization", "_normalization").toLowerCase();
  return `https://keras.io/api/layers/normalization_layers/${page}/`;
}
