import type { KernelArrays } from "../kernels/kernelArrays";
import type { NormKernels, Values } from "../kernels/normKernels";
import type { Summing } from "../kernels/profileKernels";
import { finishLayer, startLayer } from "../layer";
import type { Configuration, Inputs, MethodName, RunningState } from "../methods/method";
import { METHODS } from "../methods/methods";
import { profileTensor } from "../profile";
import { elementCount, type Tensor } from "../tensor";
import type { ComparedMethod, Distribution } from "./comparison";
import { type ComparisonOptions, configurationFor } from "./methodRequests";

/** One step's values, in the memory of kernels that can forget what was made of them. */
export interface StepValues {
  readonly kernels: NormKernels & Pick<KernelArrays, "borrow">;
  readonly shape: readonly number[];
  readonly values: Values;
}

export const METHOD_ORDER: readonly MethodName[] = ["batch", "layer", "instance", "group", "rms"];

/** Methods that can keep running statistics, and what they hold after the steps so far. */
export type RunningStates = Partial<Record<MethodName, RunningState>>;

/** Where training begins: mean 0, variance 1. */
export function initialStates(channels: number): RunningStates {
  const state = { mean: new Float64Array(channels), variance: new Float64Array(channels).fill(1), batches: 0 };
  return { batch: state, instance: state };
}

/** The running statistics after one more step. A method that refuses the step's tensor keeps none from then on. */
export async function updateStates(
  states: RunningStates,
  step: StepValues,
  options: ComparisonOptions,
): Promise<RunningStates> {
  const updated: RunningStates = {};
  for (const [name, running] of Object.entries(states) as [MethodName, RunningState][]) {
    try {
      const configuration = configurationFor(name, step.shape, options, true);
      updated[name] = await step.kernels.borrow(async () =>
        copyOf(METHODS[name].forward(step.kernels, configuration, inputsOf(step, running)).running!),
      );
    } catch {
      // What it refuses is told where the method itself is compared.
    }
  }
  return updated;
}

/** The distribution of values in memory, per channel and as a whole. */
export async function distributionOf(
  { values, shape }: Pick<StepValues, "values" | "shape">,
  channelAxis: number,
  summing: Summing,
): Promise<Distribution> {
  const profile = await profileTensor(inMemory(values, shape), channelAxis, summing);
  const layer = finishLayer("", "", startLayer(profile, 1), { momentum: null, convention: "pytorch" });
  return { statistics: layer.statistics, channels: layer.channels! };
}

/** What one method makes of the values: with their own statistics, and with the running ones. */
export async function compareMethod(
  name: MethodName,
  step: StepValues,
  options: ComparisonOptions,
  running: RunningState | undefined,
  summing: Summing,
): Promise<ComparedMethod> {
  const method = METHODS[name];
  const configuration = configurationFor(name, step.shape, options, true);
  const about = { method: name, title: method.title, formula: method.formula, statisticPer: method.statisticPer };
  const { length: rank } = step.shape;
  const detail = detailOf(configuration);
  const run = (training: boolean, state: RunningState | null) =>
    step.kernels.borrow(async () => {
      const own = configurationFor(name, step.shape, options, training);
      const values = method.forward(step.kernels, own, inputsOf(step, state)).output;
      return distributionOf({ values, shape: step.shape }, options.channelAxis, summing);
    });
  try {
    const training = await run(true, null);
    const count = method.count(step.shape, configuration);
    const axes = method.axes(step.shape, configuration);
    const statistics = elementCount(step.shape) / count;
    const inference = running ? await run(false, running) : null;
    // A method of trailing axes that covers all but the first has one statistic an example.
    const perExample = "normalizedShape" in configuration && configuration.normalizedShape.length === rank - 1;
    const statisticPer = perExample ? "example" : method.statisticPer;
    return { ...about, statisticPer, detail, axes, count, statistics, training, refusal: null, inference };
  } catch (error) {
    const refusal = (error as Error).message;
    return { ...about, detail, axes: [], count: 0, statistics: 0, training: null, refusal, inference: null };
  }
}

function inputsOf({ shape, values }: StepValues, running: RunningState | null): Inputs {
  return { shape, values, weight: null, bias: null, running };
}

/** The kernels' memory goes with the step. */
function copyOf({ mean, variance, batches }: RunningState): RunningState {
  return { mean: mean.slice(), variance: variance.slice(), batches };
}

function detailOf(configuration: Configuration): string {
  if (configuration.method === "group") return `${configuration.numGroups} groups`;
  return "normalizedShape" in configuration ? `normalized_shape [${configuration.normalizedShape.join(", ")}]` : "";
}

function inMemory(values: Values, shape: readonly number[]): Tensor {
  const bytes = new Uint8Array(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength);
  const valueBytes = values.BYTES_PER_ELEMENT;
  return {
    name: "",
    dtype: valueBytes === 4 ? "float32" : "float64",
    shape,
    order: "C",
    async *chunks() {
      yield bytes;
    },
    async readInto(into, start) {
      into.set(bytes.subarray(start * valueBytes, start * valueBytes + into.length));
    },
  };
}
