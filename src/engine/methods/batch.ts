import { newBatchWeight } from "../running/average";
import { elementCount } from "../tensor";
import { allocateLike } from "./allocate";
import { axesWithout, channelAxisIn, channelLayout, perChannel, runningBuffers } from "./channelAxis";
import { channelGradients } from "./channelGradients";
import { createStatistics } from "./channelStatistics";
import { checkInputs, checkRunning, shapeText } from "./checkInputs";
import { configurationOf } from "./configure";
import { frozenGradients, normalizeFrozen } from "./frozen";
import type { Configuration, Inputs, Method, RunningState } from "./method";
import { channelNormalizer } from "./normalizeChannels";
import { type BatchStatistics, updateRunning } from "./updateRunning";

/** Ioffe and Szegedy (2015), "Batch Normalization"; torch.nn.BatchNorm1d to 3d by the number of axes. */
export const batch: Method = {
  name: "batch",
  title: "Batch normalization",
  formula: "y = γ (x − μ) / √(σ² + ε) + β",
  statisticPer: "channel",

  axes(shape, configuration) {
    const { channelAxis } = configurationOf("batch", configuration);
    return axesWithout(shape, channelAxisIn(shape, channelAxis));
  },

  count(shape, configuration) {
    return elementCount(batch.axes(shape, configuration).map((axis) => shape[axis]!));
  },

  parameters(shape, configuration) {
    return perChannel(shape, configurationOf("batch", configuration).channelAxis, "weight", "bias");
  },

  buffers(shape, configuration) {
    return runningBuffers(shape, configurationOf("batch", configuration).channelAxis);
  },

  forward(kernels, configuration, inputs) {
    const own = configurationOf("batch", configuration);
    const { values, running, weight, bias } = inputs;
    const layout = checkedLayout(own, inputs);
    if (running && !own.training) return normalizeFrozen(kernels, layout, own.eps, inputs, running);
    const count = checkCount(own, inputs);
    const statistics = createStatistics(kernels, layout.channels);
    const output = allocateLike(kernels, values);
    const plan = { layout, perStatistic: 1, eps: own.eps, weight, bias };
    channelNormalizer(kernels, plan)(values, output, statistics);
    const { mean, meanLow, variance, invStd } = statistics;
    const moved = running && movedRunning(running, { mean, variance, count }, own);
    return { output, mean, meanLow, invStd, running: moved };
  },

  backward(kernels, configuration, inputs, normalized, gradOutput) {
    const own = configurationOf("batch", configuration);
    const { values, running, weight, bias } = inputs;
    const layout = checkedLayout(own, inputs);
    if (running && !own.training) return frozenGradients(kernels, layout, inputs, normalized, gradOutput);
    const input = allocateLike(kernels, values);
    const parameters = { weight: kernels.float64(layout.channels), bias: kernels.float64(layout.channels) };
    const plan = { layout, perStatistic: 1, eps: own.eps, weight, bias };
    channelGradients(kernels, plan)(values, gradOutput, input, normalized, parameters);
    return { input, ...parameters };
  },
};

type BatchConfiguration = Configuration & { readonly method: "batch" };

function checkedLayout({ channelAxis }: BatchConfiguration, inputs: Inputs) {
  const layout = channelLayout(inputs.shape, channelAxis, 0);
  checkInputs(inputs, layout.channels);
  checkRunning(inputs, layout.channels);
  return layout;
}

/** PyTorch refuses too: the variance of one value is 0, and every output would be the bias. */
function checkCount(configuration: BatchConfiguration, { shape }: Inputs): number {
  const count = batch.count(shape, configuration);
  if (count !== 1) return count;
  throw new Error(`expected more than 1 value per channel when training, but shape ${shapeText(shape)} has 1`);
}

function movedRunning(
  running: RunningState,
  statistics: BatchStatistics,
  configuration: BatchConfiguration,
): RunningState {
  const batches = running.batches + 1;
  const weight = newBatchWeight(configuration.momentum, configuration.convention, batches);
  return { ...updateRunning(running, statistics, weight, configuration), batches };
}
