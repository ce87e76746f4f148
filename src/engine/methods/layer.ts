import { elementCount } from "../tensor";
import { configurationOf } from "./configure";
import type { Method } from "./method";
import { eachRowGradients, normalizeEachRow } from "./rows";
import { perTrailing, trailingAxes, trailingRows } from "./trailingAxes";

/** Ba, Kiros and Hinton (2016), "Layer Normalization"; torch.nn.LayerNorm. */
export const layer: Method = {
  name: "layer",
  title: "Layer normalization",
  formula: "y = γ (x − μ) / √(σ² + ε) + β",
  statisticPer: "position",

  axes(shape, configuration) {
    return trailingAxes(shape, configurationOf("layer", configuration).normalizedShape);
  },

  count(_, configuration) {
    return elementCount(configurationOf("layer", configuration).normalizedShape);
  },

  parameters(shape, configuration) {
    return perTrailing(shape, configurationOf("layer", configuration).normalizedShape, "weight", "bias");
  },

  buffers() {
    return [];
  },

  forward(kernels, configuration, inputs) {
    const { normalizedShape, eps } = configurationOf("layer", configuration);
    const rows = trailingRows(inputs, normalizedShape);
    return { ...normalizeEachRow(kernels, rows, { eps, centred: true }, inputs), running: null };
  },

  backward(kernels, configuration, inputs, normalized, gradOutput) {
    const rows = trailingRows(inputs, configurationOf("layer", configuration).normalizedShape);
    return eachRowGradients(kernels, rows, true, inputs, normalized, gradOutput);
  },
};
