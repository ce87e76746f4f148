import { configure, type Request } from "../../methods/configure";
import type { Configuration, Inputs, Normalized, RunningState } from "../../methods/method";
import { METHODS } from "../../methods/methods";
import { createParameter, type Ground, type Layer, type Mode, NOTHING } from "./layer";

/** A normalization layer, and what it remembers. */
export interface NormLayer extends Layer {
  /** Null where the method keeps no running statistics. */
  readonly running: RunningState | null;
}

/** A method of the engine as a layer with weight and bias; batch norm keeps running statistics, as PyTorch's does. */
export function createNorm(ground: Ground, exampleShape: readonly number[], request: Request): NormLayer {
  const method = METHODS[request.method];
  const configuration = configure(request);
  const parameters = method.parameters([1, ...exampleShape], configuration).map(({ name, shape }) => {
    const parameter = createParameter(ground, name, shape);
    if (name === "weight") parameter.values.fill(1);
    return parameter;
  });
  const [weight, bias] = parameters;
  let running = request.method === "batch" ? newRunning(weight!.values.length) : null;
  let last: { readonly inputs: Inputs; readonly normalized: Normalized } | null = null;

  return {
    outputShape: exampleShape,
    parameters,
    get running() {
      return running;
    },

    forward(values, examples, mode) {
      const inputs: Inputs = {
        shape: [examples, ...exampleShape],
        values,
        weight: weight!.values,
        bias: bias?.values ?? null,
        running: mode === "batchStatistics" ? null : running,
      };
      const normalized = method.forward(ground.kernels, inMode(configuration, mode), inputs);
      if (mode !== "train") return normalized.output;
      running = normalized.running;
      last = { inputs, normalized };
      return normalized.output;
    },

    backward(gradOutput, wanted) {
      const { inputs, normalized } = last!;
      const gradients = method.backward(ground.kernels, configuration, inputs, normalized, gradOutput);
      weight!.gradient.set(gradients.weight);
      bias?.gradient.set(gradients.bias);
      return wanted ? gradients.input : NOTHING;
    },
  };
}

function inMode(configuration: Configuration, mode: Mode): Configuration {
  return configuration.method === "batch" ? { ...configuration, training: mode !== "evaluate" } : configuration;
}

function newRunning(channels: number): RunningState {
  return { mean: new Float64Array(channels), variance: new Float64Array(channels).fill(1), batches: 0 };
}
