import type { NormKernels, Values } from "../kernels/normKernels";
import { newBatchWeight } from "../running/average";
import { elementCount } from "../tensor";
import { axesWithout, channelAxisIn, channelLayout, perChannel, runningBuffers } from "./channelAxis";
import { checkInputs, checkRunning, shapeText } from "./checkInputs";
import { configurationOf } from "./configure";
import { type ExampleGroups, exampleGroups, exampleOf, groupGradients, normalizeGroups } from "./exampleGroups";
import { frozenGradients, normalizeFrozen } from "./frozen";
import type { Configuration, Inputs, Method, RunningState } from "./method";
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
    const moved = running && movedRunning(kernels, running, inputs.values, plan, own);
    return { ...normalizeGroups(kernels, plan, inputs), running: moved };
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
  values: Values,
  plan: ExampleGroups,
  configuration: InstanceConfiguration,
): RunningState {
  const { momentum, convention } = configuration;
  const weight = momentum === null ? 0 : newBatchWeight(momentum, convention, 1);
  const statistics = averageOverExamples(kernels, values, plan);
  return { ...updateRunning(running, statistics, weight, configuration), batches: running.batches };
}

/** Reads the values once more: a variance far below eps cannot be had back from what normalized them. */
function averageOverExamples(kernels: NormKernels, values: Values, plan: ExampleGroups): BatchStatistics {
  const { examples, layout } = plan;
  const array = () => kernels.float64(layout.channels);
  const [mean, variance, ownMean, ownVariance] = [array(), array(), array(), array()];
  for (let n = 0; n < examples; n++) {
    kernels.channelMoments(exampleOf(plan, values, n), layout, 0, layout.channels, ownMean, ownVariance);
    for (let c = 0; c < layout.channels; c++) {
      mean[c]! += ownMean[c]! / examples;
      variance[c]! += ownVariance[c]! / examples;
    }
  }
  return { mean, variance, count: examples === 0 ? 0 : layout.outer * layout.inner };
}
