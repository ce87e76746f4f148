import type { NormKernels } from "../kernels/normKernels";
import { newBatchWeight } from "../running/average";
import { elementCount } from "../tensor";
import { axesWithout, channelAxisIn, channelLayout, perChannel, runningBuffers } from "./channelAxis";
import { checkInputs, checkRunning, shapeText } from "./checkInputs";
import { configurationOf } from "./configure";
import { type ExampleGroups, exampleGroups, groupGradients, normalizeGroups } from "./exampleGroups";
import { frozenGradients, normalizeFrozen } from "./frozen";
import type { Configuration, Inputs, Method, Normalized, RunningState } from "./method";
import { type BatchStatistics, updateRunning } from "./updateRunning";

/** Ulyanov, Vedaldi and Lempitsky (2016), "Instance Normalization"; torch.nn.InstanceNorm1d to 3d. */
export const instance: Method = {
  name: "instance",
  title: "Instance normalization",
  formula: "y = γ (x − μ) / √(σ² + ε) + β",
  statisticPer: "example and channel",

  axes(shape, configuration) {
    const { channelAxis } = configurationOf("instance", configuration);
    return axesWithout(shape, 0, channelAxisIn(shape, channelAxis));
  },

  count(shape, configuration) {
    return elementCount(instance.axes(shape, configuration).map((axis) => shape[axis]!));
  },

  parameters(shape, configuration) {
    return perChannel(shape, configurationOf("instance", configuration).channelAxis, "weight", "bias");
  },

  buffers(shape, configuration) {
    return runningBuffers(shape, configurationOf("instance", configuration).channelAxis);
  },

  forward(kernels, configuration, inputs) {
    const own = configurationOf("instance", configuration);
    const { layout, plan } = checkedPlan(own, inputs);
    const { running } = inputs;
    if (running && !own.training) return normalizeFrozen(kernels, layout, own.eps, inputs, running);
    checkCount(own, inputs);
    const normalized = normalizeGroups(kernels, plan, inputs);
    return { ...normalized, running: running && movedRunning(kernels, running, normalized, plan, own) };
  },

  backward(kernels, configuration, inputs, normalized, gradOutput) {
    const own = configurationOf("instance", configuration);
    const { layout, plan } = checkedPlan(own, inputs);
    if (inputs.running && !own.training) return frozenGradients(kernels, layout, inputs, normalized, gradOutput);
    return groupGradients(kernels, plan, inputs, normalized, gradOutput);
  },
};

type InstanceConfiguration = Configuration & { readonly method: "instance" };

function checkedPlan({ channelAxis, eps }: InstanceConfiguration, inputs: Inputs) {
  const { axis, ...layout } = channelLayout(inputs.shape, channelAxis, 1);
  checkInputs(inputs, layout.channels);
  checkRunning(inputs, layout.channels);
  return { layout, plan: exampleGroups(inputs.shape, axis, layout.channels, eps) };
}

/** PyTorch refuses too: of one value there is nothing left but the bias. */
function checkCount(configuration: InstanceConfiguration, { shape }: Inputs): void {
  if (instance.count(shape, configuration) !== 1) return;
  throw new Error(`expected more than 1 spatial element when training, but shape ${shapeText(shape)} has 1`);
}

/**
 * As torch.nn.functional.instance_norm has it: the examples' statistics, averaged, are the batch's. Batches are not
 * counted; so there is no cumulative average, and without a momentum the running statistics stay.
 */
function movedRunning(
  kernels: NormKernels,
  running: RunningState,
  normalized: Omit<Normalized, "running">,
  plan: ExampleGroups,
  configuration: InstanceConfiguration,
): RunningState {
  const { momentum, convention } = configuration;
  const weight = momentum === null ? 0 : newBatchWeight(momentum, convention, 1);
  const statistics = averageOverExamples(kernels, normalized, plan);
  return { ...updateRunning(running, statistics, weight, configuration), batches: running.batches };
}

function averageOverExamples(
  kernels: NormKernels,
  normalized: Omit<Normalized, "running">,
  { examples, layout, eps }: ExampleGroups,
): BatchStatistics {
  const { channels } = layout;
  const [mean, variance] = [kernels.float64(channels), kernels.float64(channels)];
  for (let n = 0; n < examples; n++) {
    for (let c = 0; c < channels; c++) {
      mean[c]! += normalized.mean[n * channels + c]! / examples;
      // Off by no more than eps's own rounding.
      const own = Math.max(0, 1 / normalized.invStd[n * channels + c]! ** 2 - eps);
      variance[c]! += own / examples;
    }
  }
  return { mean, variance, count: examples * layout.outer * layout.inner === 0 ? 0 : layout.outer * layout.inner };
}
