import type { Values } from "../../kernels/normKernels";
import { type Ground, type Layer, NOTHING, valuesOf } from "./layer";

/** In training, values are 0 with probability p and others grow by 1 / (1 − p): torch.nn.Dropout. */
export function createDropout(ground: Ground, shape: readonly number[], p: number): Layer {
  if (!(p >= 0 && p < 1)) throw new Error(`dropout's p must be from 0 up to but not including 1, but is ${p}`);
  let mask: Values | null = null;

  return {
    outputShape: shape,
    parameters: [],

    forward(input, _, mode) {
      if (mode !== "train") return input;
      const kept = valuesOf(ground, input.length);
      for (let i = 0; i < kept.length; i++) kept[i] = ground.random.uniform() < p ? 0 : 1 / (1 - p);
      mask = kept;
      return product(input, kept);
    },

    backward(gradOutput, wanted) {
      return wanted ? product(gradOutput, mask!) : NOTHING;
    },
  };

  function product(a: Values, b: Values): Values {
    const result = valuesOf(ground, a.length);
    for (let i = 0; i < result.length; i++) result[i] = a[i]! * b[i]!;
    return result;
  }
}
