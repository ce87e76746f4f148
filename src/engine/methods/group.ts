import { elementCount } from "../tensor";
import { axesWithout, channelLayout, perChannel } from "./channelAxis";
import { checkInputs, shapeText } from "./checkInputs";
import { configurationOf } from "./configure";
import { type ExampleGroups, exampleGroups, groupGradients, normalizeGroups } from "./exampleGroups";
import type { Configuration, Inputs, Method } from "./method";

/** Wu and He (2018), "Group Normalization"; torch.nn.GroupNorm. Weight and bias are per channel, not per group. */
export const group: Method = {
  name: "group",
  title: "Group normalization",
  formula: "y = γ (x − μ) / √(σ² + ε) + β",
  statisticPer: "example and group",

  axes(shape) {
    return axesWithout(shape, 0);
  },

  count(shape, configuration) {
    const { numGroups } = configurationOf("group", configuration);
    return elementCount(shape.slice(1)) / numGroups;
  },

  parameters(shape, configuration) {
    return perChannel(shape, configurationOf("group", configuration).channelAxis, "weight", "bias");
  },

  buffers() {
    return [];
  },

  forward(kernels, configuration, inputs) {
    const plan = checkedPlan(configuration, inputs);
    return { ...normalizeGroups(kernels, plan, inputs), running: null };
  },

  backward(kernels, configuration, inputs, normalized, gradOutput) {
    return groupGradients(kernels, checkedPlan(configuration, inputs), inputs, normalized, gradOutput);
  },
};

function checkedPlan(configuration: Configuration, inputs: Inputs): ExampleGroups {
  const { channelAxis, numGroups, eps } = configurationOf("group", configuration);
  const { shape } = inputs;
  const { axis, channels } = channelLayout(shape, channelAxis, 1);
  checkInputs(inputs, channels);
  if (channels % numGroups !== 0) {
    throw new Error(`${channels} channels of shape ${shapeText(shape)} do not divide into ${numGroups} groups`);
  }
  // PyTorch's own check: it refuses a single group of one value, but not several.
  if (shape[0]! * group.count(shape, configuration) === 1) {
    throw new Error(`expected more than 1 value per group, but shape ${shapeText(shape)} in ${numGroups} groups has 1`);
  }
  return exampleGroups(shape, axis, numGroups, eps);
}
