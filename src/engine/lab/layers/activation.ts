import type { Values } from "../../kernels/normKernels";
import type { ActivationKind } from "../networkSpec";
import { type Ground, type Layer, NOTHING, valuesOf } from "./layer";

/** torch.nn.Sigmoid, Tanh and ReLU; the slope is told from the output alone, as PyTorch does. */
export function createActivation(ground: Ground, shape: readonly number[], kind: ActivationKind): Layer {
  const { apply, slope } = ACTIVATIONS[kind];
  let output: Values = NOTHING;

  return {
    outputShape: shape,
    parameters: [],

    forward(input) {
      output = valuesOf(ground, input.length);
      apply(input, output);
      return output;
    },

    backward(gradOutput, wanted) {
      if (!wanted) return NOTHING;
      const gradInput = valuesOf(ground, gradOutput.length);
      slope(output, gradOutput, gradInput);
      return gradInput;
    },
  };
}

interface Activation {
  apply(x: Values, y: Values): void;
  slope(y: Values, gradOutput: Values, gradInput: Values): void;
}

// A loop each, so that the function inside is known where the loop is compiled.
const ACTIVATIONS: Readonly<Record<ActivationKind, Activation>> = {
  sigmoid: {
    apply(x, y) {
      for (let i = 0; i < x.length; i++) y[i] = 1 / (1 + Math.exp(-x[i]!));
    },
    slope(y, gradOutput, gradInput) {
      for (let i = 0; i < y.length; i++) gradInput[i] = gradOutput[i]! * y[i]! * (1 - y[i]!);
    },
  },
  tanh: {
    apply(x, y) {
      for (let i = 0; i < x.length; i++) y[i] = Math.tanh(x[i]!);
    },
    slope(y, gradOutput, gradInput) {
      for (let i = 0; i < y.length; i++) gradInput[i] = gradOutput[i]! * (1 - y[i]! * y[i]!);
    },
  },
  relu: {
    // Comparisons let a NaN through, as PyTorch does.
    apply(x, y) {
      for (let i = 0; i < x.length; i++) y[i] = x[i]! <= 0 ? 0 : x[i]!;
    },
    slope(y, gradOutput, gradInput) {
      for (let i = 0; i < y.length; i++) gradInput[i] = y[i]! <= 0 ? 0 : gradOutput[i]!;
    },
  },
};
