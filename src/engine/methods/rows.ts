import type { NormKernels, Numbers, RowLayout, Values } from "../kernels/normKernels";
import { allocateLike } from "./allocate";
import type { Gradients, Inputs, Normalized } from "./method";
import { GROW, grownInvStd, SHRUNK_EPS, shrinkChannels } from "./shrink";

/** Every row with its own statistics: what layer and RMS normalization do, and the others where an example is rows. */
export function normalizeEachRow(
  kernels: NormKernels,
  rows: RowLayout,
  { eps, centred }: { readonly eps: number; readonly centred: boolean },
  { values, weight, bias }: Inputs,
): Omit<Normalized, "running"> {
  const output = allocateLike(kernels, values);
  const [mean, meanLow, invStd] = [kernels.float64(rows.rows), kernels.float64(rows.rows), kernels.float64(rows.rows)];
  kernels.normalizeRows(values, output, rows, { weight, bias, eps, centred }, { mean, invStd });
  for (let r = 0; r < rows.rows; r++) if (overflowed(r)) normalizeShrunk(r);
  return { output, mean, meanLow, invStd };

  function overflowed(row: number): boolean {
    return values instanceof Float64Array && !(Number.isFinite(mean[row]) && invStd[row]! > 0);
  }

  function normalizeShrunk(row: number): void {
    const one = { ...rows, rows: 1, groups: 1 };
    const length = rows.channels * rows.inner;
    const own = (array: Values) => array.subarray(row * length, (row + 1) * length);
    const [x, y] = [own(values), own(output)];
    const statistics = { mean: mean.subarray(row, row + 1), invStd: invStd.subarray(row, row + 1) };
    const scratch = { mean: kernels.float64(1), scale: kernels.float64(1), shift: kernels.float64(1) };
    shrinkChannels(kernels, x, y, { outer: 1, channels: 1, inner: length }, 0, 1, scratch);
    const first = (row % rows.groups) * rows.channels;
    const parameters = (array: Values | null) => array?.subarray(first, first + rows.channels) ?? null;
    const options = { weight: parameters(weight), bias: parameters(bias), eps: SHRUNK_EPS, centred };
    kernels.normalizeRows(y, y, one, options, statistics);
    statistics.mean[0]! *= GROW;
    statistics.invStd[0] = grownInvStd(statistics.invStd[0]!, eps);
  }
}

export function eachRowGradients(
  kernels: NormKernels,
  rows: RowLayout,
  centred: boolean,
  { values, weight }: Inputs,
  { mean, invStd }: { readonly mean: Numbers; readonly invStd: Numbers },
  gradOutput: Values,
): Gradients {
  const input = allocateLike(kernels, values);
  const parameters = rows.groups * rows.channels;
  const [gradWeight, gradBias] = [kernels.float64(parameters), kernels.float64(parameters)];
  const sums = { gradWeight, gradBias };
  kernels.rowGradients(values, gradOutput, input, rows, { weight, centred }, { mean, invStd }, sums);
  return { input, weight: gradWeight, bias: gradBias };
}
