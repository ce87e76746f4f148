import type { Values } from "../kernels/normKernels";
import { elementCount } from "../tensor";
import { initialize } from "./initialize";
import { createActivation } from "./layers/activation";
import { createConv2d } from "./layers/conv2d";
import { createDropout } from "./layers/dropout";
import { type Ground, type Layer, type Mode, NOTHING, type Parameter, valuesOf } from "./layers/layer";
import { createLinear } from "./layers/linear";
import { createNorm } from "./layers/norm";
import { createPool } from "./layers/pool";
import type { LayerSpec, NetworkSpec } from "./networkSpec";

/** A network at work. */
export interface Network {
  readonly layers: readonly Layer[];
  /** Named as torch.nn.Sequential names them: "0.weight". */
  readonly parameters: readonly Parameter[];
  /** Of one example. */
  readonly outputShape: readonly number[];
  /**
   * The last layer's output, which lasts until the kernels' borrowed memory is given back. `inputs` gets what each layer
   * was given. The input itself may be anywhere.
   */
  forward(input: Values, examples: number, mode: Mode, inputs?: Values[]): Values;
  /** Leaves every parameter's gradient, from that of the output of the last pass in mode "train". */
  backward(gradOutput: Values): void;
}

/** @throws where a layer does not fit what comes before it */
export function createNetwork(ground: Ground, { inputShape, layers: specs, initialization }: NetworkSpec): Network {
  const layers: Layer[] = [];
  for (const spec of specs) {
    const layer = createLayer(ground, layers.at(-1)?.outputShape ?? inputShape, spec);
    if (spec.kind === "linear" || spec.kind === "conv2d") initialize(layer.parameters, initialization, ground.random);
    layers.push(layer);
  }
  const firstLearner = layers.findIndex(({ parameters }) => parameters.length > 0);

  return {
    layers,
    parameters: layers.flatMap(({ parameters }, i) => parameters.map((own) => ({ ...own, name: `${i}.${own.name}` }))),
    outputShape: layers.at(-1)?.outputShape ?? inputShape,

    forward(input, examples, mode, inputs) {
      let values = copied(input);
      for (const layer of layers) {
        inputs?.push(values);
        values = layer.forward(values, examples, mode);
      }
      return values;
    },

    backward(gradOutput) {
      let gradient = copied(gradOutput);
      for (let i = layers.length - 1; i >= Math.max(0, firstLearner); i--) {
        gradient = layers[i]!.backward(gradient, i > firstLearner);
      }
    },
  };

  function copied(array: Values): Values {
    const result = valuesOf(ground, array.length);
    result.set(array);
    return result;
  }
}

function createLayer(ground: Ground, inputShape: readonly number[], spec: LayerSpec): Layer {
  switch (spec.kind) {
    case "linear":
      return createLinear(ground, features(inputShape), spec.outputs, spec.bias ?? true);
    case "conv2d":
      return createConv2d(ground, inputShape, spec);
    case "sigmoid":
    case "tanh":
    case "relu":
      return createActivation(ground, inputShape, spec.kind);
    case "maxPool":
    case "averagePool":
      return createPool(ground, inputShape, spec);
    case "flatten":
      return createFlatten(inputShape);
    case "dropout":
      return createDropout(ground, inputShape, spec.p);
    case "norm":
      return createNorm(ground, inputShape, spec.norm);
  }
}

function features(shape: readonly number[]): number {
  if (shape.length === 1) return shape[0]!;
  throw new Error(`a linear layer takes features, but an example has shape (${shape.join(", ")}): flatten it`);
}

/** Values lie in that order already. */
function createFlatten(inputShape: readonly number[]): Layer {
  return {
    outputShape: [elementCount(inputShape)],
    parameters: [],
    forward: (input) => input,
    backward: (gradOutput, wanted) => (wanted ? gradOutput : NOTHING),
  };
}
