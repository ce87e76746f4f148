import assert from "node:assert/strict";
import type { NormKernels, Numbers, RowLayout, Values } from "../../../../src/engine/kernels/normKernels";
import { createNormTwin } from "../../../../src/engine/kernels/normTwin";
import { createNormWasm } from "../../../../src/engine/kernels/normWasm";
import type { Layout } from "../../../../src/engine/layout";

/** Relative to the largest of an array: float32 stores cost 6e-8, float32 sums 1e-7; float64 is summed in another order. */
const TOLERANCES = { float32: 1e-6, float64: 1e-12 };

/** Up to 5 dimensions as [outer, channels, inner]: empty, single, odd, over a chain of 1024 bytes and a block of rows. */
const SHAPES: readonly (readonly [outer: number, channels: number, inner: number])[] = [
  [0, 3, 5],
  [2, 0, 5],
  [1, 1, 1],
  [1, 1, 7],
  [9, 1, 1],
  [5, 3, 1],
  [33, 7, 1],
  [130, 66, 1],
  [2, 3, 2],
  [3, 5, 49],
  [4, 2, 70],
  [2, 3, 257],
  [3, 2, 1031],
  [1, 2, 4099],
];

const DATA: Readonly<Record<string, (i: number) => number>> = {
  normal: wave,
  "mean 1e4, deviation 1e-2": (i) => 1e4 + 1e-2 * wave(i),
  "offset 1e8": (i) => 1e8 + 100 * wave(i),
  constant: () => 0.1,
  huge: (i) => 1e30 * wave(i),
  denormal: (i) => 1e-40 * wave(i),
  "an outlier first": (i) => (i === 0 ? 1e12 : wave(i)),
  "a NaN": (i) => (i === 3 ? Number.NaN : wave(i)),
  "an infinity": (i) => (i === 3 ? Infinity : wave(i)),
};

for (const dtype of ["float32", "float64"] as const) {
  describe(`the compiled kernels of normalization, held to their twins: ${dtype}`, () => {
    for (const [outer, channels, inner] of SHAPES) {
      const layout = { outer, channels, inner };
      for (const [name, value] of Object.entries(DATA)) {
        it(`agree on ${name}, ${outer} x ${channels} x ${inner}`, () => {
          for (const from of [0, Math.min(1, channels)]) sameChannels(dtype, layout, from, value);
          for (const groups of [1, 3]) sameRows(dtype, { rows: outer, channels, inner, groups }, value);
        });
      }
    }
  });
}

type Dtype = keyof typeof TOLERANCES;
type Value = (i: number) => number;

function sameChannels(dtype: Dtype, layout: Layout, from: number, value: Value): void {
  const length = layout.outer * layout.channels * layout.inner;
  const { channels } = layout;
  if (length === 0 && layout.outer * layout.inner === 0) return;
  same(dtype, (kernels) => {
    const x = fill(kernels, dtype, length, value);
    const dy = fill(kernels, dtype, length, (i) => wave(3 * i + 1));
    const [y, dx] = [fill(kernels, dtype, length, () => 0), fill(kernels, dtype, length, () => 0)];
    const array = (at: Value) => numbers(kernels, channels, at);
    const [mean, variance, low] = [array(() => 0), array(() => 0), array(() => 0)];
    kernels.channelMoments(x, layout, from, channels, mean, variance, low);
    const scale = array((c) => (1 + 0.1 * wave(c)) / Math.sqrt(variance[c]! + 1e-5));
    const shift = array((c) => wave(c + 5) - low[c]! * scale[c]!);
    kernels.applyChannels(x, y, layout, from, channels, { mean, scale, shift });
    const [grad, gradX] = [array(() => 0), array(() => 0)];
    kernels.channelGradientSums(x, dy, layout, from, channels, { mean, grad, gradX });
    const b = array((c) => (0.1 * wave(c)) / Math.sqrt(variance[c]! + 1e-5));
    kernels.applyChannelGradients(x, dy, dx, layout, from, channels, { mean, a: scale, b, d: shift });
    const deviation = variance.map(Math.sqrt);
    const scaled = gradX.map((sum, c) => sum / (deviation[c]! || 1));
    // A mean need not be known better than the deviation it is measured in.
    return { mean: [...mean, ...deviation], deviation, y, grad, scaled, dx };
  });
}

function sameRows(dtype: Dtype, rows: RowLayout, value: Value): void {
  const length = rows.rows * rows.channels * rows.inner;
  if (rows.channels * rows.inner === 0) return;
  for (const [centred, affine] of [
    [true, true],
    [true, false],
    [false, true],
  ] as const) {
    same(dtype, (kernels) => {
      const x = fill(kernels, dtype, length, value);
      const dy = fill(kernels, dtype, length, (i) => wave(3 * i + 1));
      const [y, dx] = [fill(kernels, dtype, length, () => 0), fill(kernels, dtype, length, () => 0)];
      const parameters = rows.groups * rows.channels;
      const weight = affine ? fill(kernels, dtype, parameters, (c) => 1 + wave(c)) : null;
      const bias = affine && centred ? fill(kernels, dtype, parameters, (c) => wave(c + 9)) : null;
      const [mean, invStd] = [numbers(kernels, rows.rows, () => 0), numbers(kernels, rows.rows, () => 0)];
      const [gradWeight, gradBias] = [numbers(kernels, parameters, () => 1), numbers(kernels, parameters, () => 1)];
      kernels.normalizeRows(x, y, rows, { weight, bias, eps: 1e-5, centred }, { mean, invStd });
      kernels.rowGradients(x, dy, dx, rows, { weight, centred }, { mean, invStd }, { gradWeight, gradBias });
      // Gradients of short rows are differences of much larger terms, which are about as large as invStd.
      const terms = invStd.map((size) => 2 * size);
      return { mean: [...mean, ...invStd.map((s) => 1 / s)], invStd, y, dx: [...dx, ...terms], gradWeight, gradBias };
    });
  }
}

/** Off the 16-byte grid, as an example's values may be. */
function fill(kernels: NormKernels, dtype: Dtype, length: number, value: Value): Values {
  const array = kernels[dtype](length + 1).subarray(1);
  for (let i = 0; i < length; i++) array[i] = value(i);
  return array;
}

function numbers(kernels: NormKernels, length: number, value: Value): Numbers {
  const array = kernels.float64(length);
  for (let i = 0; i < length; i++) array[i] = value(i);
  return array;
}

function same(dtype: Dtype, run: (kernels: NormKernels) => Record<string, ArrayLike<number>>): void {
  const actual = run(createNormWasm(2 ** 20));
  for (const [name, expected] of Object.entries(run(createNormTwin()))) {
    const largest = Math.max(0, ...Array.from(expected).filter(Number.isFinite).map(Math.abs));
    Array.from(expected).forEach((value, i) => {
      const found = actual[name]![i]!;
      if (Object.is(found, value) || Math.abs(found - value) <= TOLERANCES[dtype] * largest || found === value) return;
      assert.fail(`${name}[${i}] is ${found}, but the twin says ${value}; the largest is ${largest}`);
    });
  }
}

/** Deterministic values of mean 0 and variance 0.5 without a period. */
function wave(i: number): number {
  return Math.sin(i * i * 0.7310585 + i);
}
