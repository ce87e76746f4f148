import type { Values } from "../kernels/normKernels";
import { elementCount } from "../tensor";
import { configurationOf } from "./configure";
import type { Inputs, Method } from "./method";
import { eachRowGradients, normalizeEachRow } from "./rows";
import { perTrailing, trailingAxes, trailingRows } from "./trailingAxes";

/** Zhang and Sennrich (2019), "Root Mean Square Layer Normalization"; torch.nn.RMSNorm. No mean, no bias. */
export const rms: Method = {
  name: "rms",
  title: "RMS normalization",
  formula: "y = γ x / √(mean(x²) + ε)",
  statisticPer: "position",

  axes(shape, configuration) {
    return trailingAxes(shape, configurationOf("rms", configuration).normalizedShape);
  },

  count(_, configuration) {
    return elementCount(configurationOf("rms", configuration).normalizedShape);
  },

  parameters(shape, configuration) {
    return perTrailing(shape, configurationOf("rms", configuration).normalizedShape, "weight");
  },

  buffers() {
    return [];
  },

  forward(kernels, configuration, inputs) {
    const { normalizedShape, eps } = configurationOf("rms", configuration);
    const rows = checkedRows(inputs, normalizedShape);
    const options = { eps: eps ?? machineEpsilon(inputs.values), centred: false };
    return { ...normalizeEachRow(kernels, rows, options, inputs), running: null };
  },

  backward(kernels, configuration, inputs, normalized, gradOutput) {
    const rows = checkedRows(inputs, configurationOf("rms", configuration).normalizedShape);
    const gradients = eachRowGradients(kernels, rows, false, inputs, normalized, gradOutput);
    return { ...gradients, bias: new Float64Array(0) };
  },
};

function checkedRows(inputs: Inputs, normalizedShape: readonly number[]) {
  const rows = trailingRows(inputs, normalizedShape);
  if (!inputs.bias) return rows;
  throw new Error(`RMS normalization has no bias, but one of ${inputs.bias.length} values is given`);
}

function machineEpsilon(values: Values): number {
  return values instanceof Float32Array ? 2 ** -23 : Number.EPSILON;
}
