import type { NormKernels, Values } from "../kernels/normKernels";
import type { Layout } from "../layout";
import { allocateLike } from "./allocate";
import type { Gradients, Inputs, Normalized, RunningState } from "./method";

/** Normalizes with the running statistics, which stay as they are. */
export function normalizeFrozen(
  kernels: NormKernels,
  layout: Layout,
  eps: number,
  { values, weight, bias }: Inputs,
  running: RunningState,
): Normalized {
  const { channels } = layout;
  const [mean, meanLow, invStd] = [kernels.float64(channels), kernels.float64(channels), kernels.float64(channels)];
  const [scale, shift] = [kernels.float64(channels), kernels.float64(channels)];
  for (let c = 0; c < channels; c++) {
    mean[c] = running.mean[c]!;
    invStd[c] = 1 / Math.sqrt(running.variance[c]! + eps);
    scale[c] = (weight?.[c] ?? 1) * invStd[c]!;
    shift[c] = bias?.[c] ?? 0;
  }
  const output = allocateLike(kernels, values);
  kernels.applyChannels(values, output, layout, 0, channels, { mean, scale, shift });
  return { output, mean, meanLow, invStd, running };
}

/** The statistics are constants, so that the input's gradient is a multiple of the output's. */
export function frozenGradients(
  kernels: NormKernels,
  layout: Layout,
  { values, weight }: Inputs,
  { mean, invStd }: Normalized,
  gradOutput: Values,
): Gradients {
  const { channels } = layout;
  const array = () => kernels.float64(channels);
  const gradients = { input: allocateLike(kernels, values), weight: array(), bias: array() };
  const sums = { mean, grad: gradients.bias, gradX: gradients.weight };
  kernels.channelGradientSums(values, gradOutput, layout, 0, channels, sums);
  const coefficients = { mean: array(), scale: array(), shift: array() };
  for (let c = 0; c < channels; c++) {
    gradients.weight[c]! *= invStd[c]!;
    coefficients.scale[c] = (weight?.[c] ?? 1) * invStd[c]!;
  }
  kernels.applyChannels(gradOutput, gradients.input, layout, 0, channels, coefficients);
  return gradients;
}
