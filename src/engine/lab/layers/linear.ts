import type { Values } from "../../kernels/normKernels";
import { createParameter, type Ground, type Layer, NOTHING, valuesOf } from "./layer";

/** y = x Wᵀ + b with W of outputs x inputs: torch.nn.Linear. */
export function createLinear(ground: Ground, inputs: number, outputs: number, bias: boolean): Layer {
  const { kernels } = ground;
  const weight = createParameter(ground, "weight", [outputs, inputs]);
  const shift = bias ? createParameter(ground, "bias", [outputs]) : null;
  let last: { readonly input: Values; readonly examples: number } | null = null;

  return {
    outputShape: [outputs],
    parameters: shift ? [weight, shift] : [weight],

    forward(input, examples) {
      last = { input, examples };
      const output = valuesOf(ground, examples * outputs);
      if (shift) for (let n = 0; n < examples; n++) output.set(shift.values, n * outputs);
      const x = { values: input, row: inputs, column: 1 };
      kernels.multiply(x, transposed(), output, { rows: examples, inner: inputs, columns: outputs }, true);
      return output;
    },

    backward(gradOutput, wanted) {
      const { input, examples } = last!;
      const across = { values: gradOutput, row: 1, column: outputs };
      kernels.multiply(across, input, weight.gradient, { rows: outputs, inner: examples, columns: inputs }, false);
      if (shift) addRows(gradOutput, shift.gradient.fill(0));
      if (!wanted) return NOTHING;
      const gradInput = valuesOf(ground, examples * inputs);
      const along = { values: gradOutput, row: outputs, column: 1 };
      kernels.multiply(along, weight.values, gradInput, { rows: examples, inner: outputs, columns: inputs }, false);
      return gradInput;
    },
  };

  function transposed(): Values {
    const result = valuesOf(ground, inputs * outputs);
    const { values } = weight;
    for (let i = 0; i < inputs; i++) {
      for (let o = 0; o < outputs; o++) result[i * outputs + o] = values[o * inputs + i]!;
    }
    return result;
  }
}

function addRows(rows: Values, into: Values): void {
  const columns = into.length;
  for (let start = 0; start < rows.length; start += columns) {
    for (let c = 0; c < columns; c++) into[c]! += rows[start + c]!;
  }
}
