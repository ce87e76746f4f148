import type { Values } from "../../kernels/normKernels";
import type { Conv2dSpec } from "../networkSpec";
import { createParameter, type Ground, type Layer, NOTHING, valuesOf } from "./layer";
import { gatherColumns, gatherRows, scatterRows, windowsOver } from "./patches";

/** Cross-correlation of images with square kernels, as products of matrices of windows: torch.nn.Conv2d. */
export function createConv2d(ground: Ground, inputShape: readonly number[], spec: Conv2dSpec): Layer {
  const { kernels } = ground;
  const { channels: outputs, kernel } = spec;
  const windows = windowsOver(inputShape, kernel, spec.stride ?? 1, spec.padding ?? 0);
  const weight = createParameter(ground, "weight", [outputs, windows.channels, kernel, kernel]);
  const bias = (spec.bias ?? true) ? createParameter(ground, "bias", [outputs]) : null;
  const inner = windows.channels * kernel * kernel;
  const places = windows.rows * windows.columns;
  const imageLength = windows.channels * windows.height * windows.width;
  // Every kernel's values are a row.
  const kernelRows = { values: weight.values, row: inner, column: 1 };
  const kernelColumns = { values: weight.values, row: 1, column: inner };
  let last: { readonly input: Values; readonly examples: number } | null = null;

  return {
    outputShape: [outputs, windows.rows, windows.columns],
    parameters: bias ? [weight, bias] : [weight],

    forward(input, examples) {
      last = { input, examples };
      const output = valuesOf(ground, examples * outputs * places);
      const gathered = valuesOf(ground, inner * places);
      for (let n = 0; n < examples; n++) {
        const own = outputOf(output, n);
        if (bias) for (let o = 0; o < outputs; o++) own.fill(bias.values[o]!, o * places, (o + 1) * places);
        gatherRows(imageOf(input, n), windows, gathered);
        kernels.multiply(kernelRows, gathered, own, { rows: outputs, inner, columns: places }, true);
      }
      return output;
    },

    backward(gradOutput, wanted) {
      const { input, examples } = last!;
      const gradInput = wanted ? valuesOf(ground, examples * imageLength) : NOTHING;
      const gathered = valuesOf(ground, inner * places);
      weight.gradient.fill(0);
      bias?.gradient.fill(0);
      for (let n = 0; n < examples; n++) {
        const own = outputOf(gradOutput, n);
        gatherColumns(imageOf(input, n), windows, gathered);
        const grad = { values: own, row: places, column: 1 };
        kernels.multiply(grad, gathered, weight.gradient, { rows: outputs, inner: places, columns: inner }, true);
        if (bias) addRuns(own, bias.gradient);
        if (!wanted) continue;
        kernels.multiply(kernelColumns, own, gathered, { rows: inner, inner: outputs, columns: places }, false);
        scatterRows(gathered, windows, imageOf(gradInput, n));
      }
      return gradInput;
    },
  };

  function imageOf(images: Values, n: number): Values {
    return images.subarray(n * imageLength, (n + 1) * imageLength);
  }

  function outputOf(values: Values, n: number): Values {
    return values.subarray(n * outputs * places, (n + 1) * outputs * places);
  }
}

/** Adds up the run of values of each channel. */
function addRuns(values: Values, into: Values): void {
  const run = values.length / into.length;
  for (let c = 0; c < into.length; c++) {
    let sum = 0;
    for (let i = c * run; i < (c + 1) * run; i++) sum += values[i]!;
    into[c]! += sum;
  }
}
