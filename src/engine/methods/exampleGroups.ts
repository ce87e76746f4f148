import type { NormKernels, RowLayout, Values } from "../kernels/normKernels";
import { type Layout, layoutOf } from "../layout";
import { allocateLike } from "./allocate";
import { channelGradients } from "./channelGradients";
import { createStatistics, statisticsBetween } from "./channelStatistics";
import type { Gradients, Inputs, Normalized } from "./method";
import { channelNormalizer } from "./normalizeChannels";
import { eachRowGradients, normalizeEachRow } from "./rows";

/** Statistics of each example's groups of channels: group normalization, and instance normalization as groups of one. */
export interface ExampleGroups {
  readonly examples: number;
  readonly groups: number;
  /** Of one example. */
  readonly layout: Layout;
  readonly eps: number;
}

/** The channel axis is not that of the examples, which is the first. */
export function exampleGroups(shape: readonly number[], axis: number, groups: number, eps: number): ExampleGroups {
  return { examples: shape[0]!, groups, layout: layoutOf(shape.slice(1), axis - 1, "C"), eps };
}

export function normalizeGroups(
  kernels: NormKernels,
  plan: ExampleGroups,
  inputs: Inputs,
): Omit<Normalized, "running"> {
  const rows = rowsOf(plan);
  if (rows) return normalizeEachRow(kernels, rows, { eps: plan.eps, centred: true }, inputs);
  const { examples, groups } = plan;
  const statistics = createStatistics(kernels, examples * groups);
  const output = allocateLike(kernels, inputs.values);
  const normalize = channelNormalizer(kernels, channelPlan(plan, inputs));
  for (let n = 0; n < examples; n++) {
    const own = statisticsBetween(statistics, n * groups, (n + 1) * groups);
    normalize(exampleOf(plan, inputs.values, n), exampleOf(plan, output, n), own);
  }
  const { mean, meanLow, invStd } = statistics;
  return { output, mean, meanLow, invStd };
}

export function groupGradients(
  kernels: NormKernels,
  plan: ExampleGroups,
  inputs: Inputs,
  normalized: Normalized,
  gradOutput: Values,
): Gradients {
  const rows = rowsOf(plan);
  if (rows) return eachRowGradients(kernels, rows, true, inputs, normalized, gradOutput);
  const { examples, groups, layout } = plan;
  const input = allocateLike(kernels, inputs.values);
  const parameters = { weight: kernels.float64(layout.channels), bias: kernels.float64(layout.channels) };
  const write = channelGradients(kernels, channelPlan(plan, inputs));
  for (let n = 0; n < examples; n++) {
    const [x, dy, dx] = [inputs.values, gradOutput, input].map((array) => exampleOf(plan, array, n));
    const [from, to] = [n * groups, (n + 1) * groups];
    const own = {
      mean: normalized.mean.subarray(from, to),
      meanLow: normalized.meanLow.subarray(from, to),
      invStd: normalized.invStd.subarray(from, to),
    };
    write(x!, dy!, dx!, own, parameters);
  }
  return { input, ...parameters };
}

/** Null where an example's channels alternate, so that a group's values do not follow one another. */
function rowsOf({ examples, groups, layout }: ExampleGroups): RowLayout | null {
  if (layout.outer !== 1) return null;
  return { rows: examples * groups, channels: layout.channels / groups, inner: layout.inner, groups };
}

function channelPlan({ layout, groups, eps }: ExampleGroups, { weight, bias }: Inputs) {
  return { layout, perStatistic: layout.channels / groups, eps, weight, bias };
}

/** The values of one example, on the same memory. */
export function exampleOf({ layout }: ExampleGroups, array: Values, n: number): Values {
  const length = layout.outer * layout.channels * layout.inner;
  return array.subarray(n * length, (n + 1) * length);
}
