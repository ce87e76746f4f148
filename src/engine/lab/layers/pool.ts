import type { Values } from "../../kernels/normKernels";
import type { PoolSpec } from "../networkSpec";
import { type Ground, type Layer, NOTHING, valuesOf } from "./layer";
import { windowsOver } from "./patches";

/** Windows side by side: torch.nn.MaxPool2d (the first of equal values gets the gradient) and AvgPool2d. */
export function createPool(ground: Ground, inputShape: readonly number[], { kind, size }: PoolSpec): Layer {
  const { channels, height, width, rows, columns } = windowsOver(inputShape, size, size, 0);
  const outputShape = [channels, rows, columns];
  let inputLength = 0;
  /** Of each output, where in the input the largest value was. */
  let chosen = new Int32Array(0);

  return {
    outputShape,
    parameters: [],

    forward(input, examples) {
      inputLength = input.length;
      const output = valuesOf(ground, examples * channels * rows * columns);
      if (kind === "maxPool") chosen = new Int32Array(output.length);
      for (let o = 0; o < output.length; o++) {
        if (kind === "averagePool") output[o] = sumOver(input, o) / size ** 2;
        else {
          chosen[o] = largestOf(input, o);
          output[o] = input[chosen[o]!]!;
        }
      }
      return output;
    },

    backward(gradOutput, wanted) {
      if (!wanted) return NOTHING;
      const gradInput = valuesOf(ground, inputLength);
      for (let o = 0; o < gradOutput.length; o++) {
        if (kind === "maxPool") gradInput[chosen[o]!]! += gradOutput[o]!;
        else spread(gradInput, o, gradOutput[o]! / size ** 2);
      }
      return gradInput;
    },
  };

  /** Where the first value of an output's window is. */
  function cornerOf(output: number): number {
    const column = output % columns;
    const row = Math.floor(output / columns) % rows;
    return (Math.floor(output / (rows * columns)) * height + row * size) * width + column * size;
  }

  function sumOver(input: Values, output: number): number {
    const corner = cornerOf(output);
    let sum = 0;
    for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) sum += input[corner + y * width + x]!;
    return sum;
  }

  function largestOf(input: Values, output: number): number {
    const corner = cornerOf(output);
    let best = corner;
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const at = corner + y * width + x;
        if (input[at]! > input[best]! || Number.isNaN(input[at]!)) best = at;
      }
    }
    return best;
  }

  function spread(gradInput: Values, output: number, value: number): void {
    const corner = cornerOf(output);
    for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) gradInput[corner + y * width + x]! += value;
  }
}
