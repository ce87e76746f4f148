import type { LabKernels } from "../../kernels/labKernels";
import type { Values } from "../../kernels/normKernels";
import type { Random } from "../../random";

/** What a network is made on: where its arrays are, of which type, and where its chance comes from. */
export interface Ground {
  readonly kernels: LabKernels;
  readonly precision: "float32" | "float64";
  readonly random: Random;
}

/**
 * How a pass is meant. "train": batch statistics, which the running ones take up, and dropout. "evaluate": running
 * statistics, no dropout. "batchStatistics": the batch's own statistics, no dropout, and nothing is remembered.
 */
export type Mode = "train" | "evaluate" | "batchStatistics";

/** What is learned: values, and the gradient that the last backward pass left. */
export interface Parameter {
  /** Of the layer: weight or bias. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Values;
  readonly gradient: Values;
}

/** A layer at work. Arrays that `forward` and `backward` return last until the kernels' borrowed memory is given back. */
export interface Layer {
  /** Of one example. */
  readonly outputShape: readonly number[];
  readonly parameters: readonly Parameter[];
  /** @param input of `examples` examples, which `backward` reads again */
  forward(input: Values, examples: number, mode: Mode): Values;
  /**
   * The gradient of the input of the last forward pass in mode "train"; leaves those of the parameters in `gradient`.
   *
   * @param wanted false where nobody asks for the input's gradient: then it is left out, as an empty array
   */
  backward(gradOutput: Values, wanted: boolean): Values;
}

export const NOTHING = new Float64Array(0);

/** An array of zeros of the network's type. */
export function valuesOf({ kernels, precision }: Ground, length: number): Values {
  return kernels[precision](length);
}

export function createParameter(ground: Ground, name: string, shape: readonly number[]): Parameter {
  const length = shape.reduce((product, size) => product * size, 1);
  return { name, shape, values: valuesOf(ground, length), gradient: valuesOf(ground, length) };
}
