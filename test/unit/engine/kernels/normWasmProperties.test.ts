import assert from "node:assert/strict";
import fc from "fast-check";
import type { NormKernels, Numbers, RowLayout, Values } from "../../../../src/engine/kernels/normKernels";
import { createNormTwin } from "../../../../src/engine/kernels/normTwin";
import { createNormWasm } from "../../../../src/engine/kernels/normWasm";
import { type Case, type Dtype, normCases, numbersOf, valuesOf } from "./normWasmCases";

/** Relative to the terms that a result is made of, so that what is left where they cancel is not held to more. */
const TOLERANCES: Readonly<Record<Dtype, number>> = { float32: 1e-6, float64: 1e-12 };

/** One value dwarfs the others, whose terms are then all alike: sums of them must not round to one side. */
const LEANING = (
  [
    [1, 2, -1_119_067_099],
    [10, 16, -1_072_584_584],
  ] as const
).map(
  ([outer, channels, seed]): Case => ({
    dtype: "float32",
    ...{ outer, channels, inner: 300, groups: 1, shift: 0, seed },
    ...{ data: "of many sizes", gradients: "normal", bad: [10_000, Number.NaN] },
    ...{ affine: false, centred: false, eps: 1e-5 },
  }),
);

describe("the compiled kernels of normalization, held to their twins at random", function () {
  this.timeout(120_000);
  const check = (run: Run) =>
    fc.assert(
      fc.property(normCases, (one) => agree(one, run)),
      { numRuns: 500, examples: LEANING.map((one): [Case] => [one]) },
    );

  it("agree on channels", () => check(runChannels));
  it("agree on rows", () => check(runRows));
});

/** Results of one kind that are as exact as the largest of `sizes` of their part lets them be. */
interface Result {
  readonly name: string;
  readonly values: ArrayLike<number>;
  readonly partOf: (i: number) => number;
  readonly sizes: ArrayLike<number>;
}

type Run = (kernels: NormKernels, one: Case) => readonly Result[];

function agree(one: Case, run: Run): void {
  const expected = run(createNormTwin(), one);
  const actual = run(createNormWasm(2 ** 22), one);
  expected.forEach(({ name, values, partOf, sizes }, k) => {
    for (let i = 0; i < values.length; i++) {
      const [found, wanted] = [actual[k]!.values[i]!, values[i]!];
      if (Object.is(found, wanted) || found === wanted) continue;
      const error = Math.abs(found - wanted) / sizes[partOf(i)]!;
      if (!(error <= TOLERANCES[one.dtype])) assert.fail(`${name}[${i}] is ${found}, expected ${wanted}: ${error} off`);
    }
  });
}

/** Channels that are not asked for must stay as they are. */
function runChannels(kernels: NormKernels, one: Case): readonly Result[] {
  const { outer, channels, inner, draw } = { ...one, draw: numbersOf(one.seed + 2) };
  const layout = { outer, channels, inner };
  // The moments of no values are left open.
  const [from, to] = outer === 0 ? [0, 0] : [Math.min(one.groups - 1, channels), channels];
  const { x, dy, y, dx } = tensors(kernels, one);
  const array = (value: number | ((c: number) => number)) => filled(kernels, channels, value);
  const [found, variance, low] = [array(7), array(7), array(7)];
  kernels.channelMoments(x, layout, from, to, found, variance, low);

  const channelOf = (i: number) => Math.floor(i / inner) % channels;
  const { mean, deviation } = referenceMoments(valuesOf(one).x, channelOf, channels);
  const means = array((c) => mean[c]!);
  const scale = array((c) => (1 + draw() / 8) / (deviation[c] || 1));
  const shift = array(draw);
  kernels.applyChannels(x, y, layout, from, to, { mean: means, scale, shift });
  const [grad, gradX] = [array(7), array(7)];
  kernels.channelGradientSums(x, dy, layout, from, to, { mean: means, grad, gradX });
  kernels.applyChannelGradients(x, dy, dx, layout, from, to, { mean: means, a: shift, b: scale, d: shift });

  const same = (c: number) => c;
  const distance = (i: number) => x[i]! - mean[channelOf(i)]!;
  const normal = (i: number) => distance(i) * scale[channelOf(i)]!;
  const most = (term: (i: number) => number) => combine(Math.max, x.length, channelOf, channels, term);
  const total = (term: (i: number) => number) => combine((a, b) => a + b, x.length, channelOf, channels, term);
  const terms = (i: number) => 1 + Math.abs(normal(i)) + Math.abs(dy[i]! * shift[channelOf(i)]!);
  return [
    { name: "mean", values: found.map((m, c) => m - mean[c]! + low[c]!), partOf: same, sizes: deviation },
    { name: "variance", values: variance, partOf: same, sizes: deviation.map((d) => d * d) },
    { name: "y", values: y, partOf: channelOf, sizes: most(terms) },
    { name: "grad", values: grad, partOf: same, sizes: total((i) => dy[i]!) },
    { name: "gradX", values: gradX, partOf: same, sizes: total((i) => dy[i]! * distance(i)) },
    { name: "dx", values: dx, partOf: channelOf, sizes: most(terms) },
  ];
}

function runRows(kernels: NormKernels, one: Case): readonly Result[] {
  const { outer, channels, inner, groups, centred, eps, draw } = { ...one, draw: numbersOf(one.seed + 3) };
  const rows: RowLayout = { rows: outer, channels, inner, groups };
  const length = channels * inner;
  const { x, dy, y, dx, typed } = tensors(kernels, one);
  if (length === 0) return [];
  const weight = one.affine ? typed(groups * channels, () => 1 + draw() / 4) : null;
  const bias = one.affine && centred ? typed(groups * channels, draw) : null;
  const [mean, invStd] = [filled(kernels, outer, 7), filled(kernels, outer, 7)];
  kernels.normalizeRows(x, y, rows, { weight, bias, eps, centred }, { mean, invStd });
  const parameters = (value: number) => filled(kernels, groups * channels, value);
  const [gradWeight, gradBias] = [parameters(0.5), parameters(0.5)];
  kernels.rowGradients(x, dy, dx, rows, { weight, centred }, { mean, invStd }, { gradWeight, gradBias });

  const rowOf = (i: number) => Math.floor(i / length);
  const parameterOf = (i: number) => (rowOf(i) % groups) * channels + (Math.floor(i / inner) % channels);
  const normal = (i: number) => (x[i]! - mean[rowOf(i)]!) * invStd[rowOf(i)]!;
  const most = (term: (i: number) => number) => combine(Math.max, x.length, rowOf, outer, term);
  const total = (term: (i: number) => number) =>
    combine((a, b) => a + b, x.length, parameterOf, groups * channels, term).map((sum) => sum + 0.5);
  const weightOf = (i: number) => (weight ? weight[parameterOf(i)]! : 1);
  const same = (i: number) => i;
  return [
    { name: "deviation", values: invStd.map((s) => 1 / s), partOf: same, sizes: invStd.map((s) => 1 / s) },
    { name: "y", values: y, partOf: rowOf, sizes: most((i) => 1 + Math.abs(normal(i) * weightOf(i))) },
    // Gradients of rows that are nearly constant, or of one value, are what is left of terms as large as this.
    { name: "dx", values: dx, partOf: rowOf, sizes: most((i) => 2 * dy[i]! * weightOf(i) * invStd[rowOf(i)]!) },
    { name: "gradWeight", values: gradWeight, partOf: same, sizes: total((i) => dy[i]! * Math.max(1, normal(i))) },
    { name: "gradBias", values: gradBias, partOf: same, sizes: total((i) => dy[i]!) },
  ];
}

function tensors(kernels: NormKernels, one: Case) {
  /** Off the 16-byte grid, as an example's values may be. */
  const typed = (length: number, valueAt: (i: number) => number): Values => {
    const array = kernels[one.dtype](length + one.shift).subarray(one.shift);
    for (let i = 0; i < length; i++) array[i] = valueAt(i);
    return array;
  };
  const { x, dy } = valuesOf(one);
  const given = (values: readonly number[]) => typed(values.length, (i) => values[i]!);
  const empty = () => typed(x.length, () => 9);
  return { x: given(x), dy: given(dy), y: empty(), dx: empty(), typed };
}

function filled(kernels: NormKernels, length: number, value: number | ((i: number) => number)): Numbers {
  const array = kernels.float64(length);
  for (let i = 0; i < length; i++) array[i] = typeof value === "number" ? value : value(i);
  return array;
}

/** Each part's terms, made positive, put together. */
function combine(
  join: (a: number, b: number) => number,
  length: number,
  partOf: (i: number) => number,
  parts: number,
  term: (i: number) => number,
): number[] {
  const joined = new Array<number>(parts).fill(0);
  for (let i = 0; i < length; i++) joined[partOf(i)] = join(joined[partOf(i)]!, Math.abs(term(i)));
  return joined;
}

function referenceMoments(x: readonly number[], partOf: (i: number) => number, parts: number) {
  const counts = new Array<number>(parts).fill(0);
  const mean = new Array<number>(parts).fill(0);
  for (let i = 0; i < x.length; i++) counts[partOf(i)]!++;
  for (let i = 0; i < x.length; i++) mean[partOf(i)]! += x[i]! / counts[partOf(i)]!;
  const squares = combine(
    (a, b) => a + b,
    x.length,
    partOf,
    parts,
    (i) => (x[i]! - mean[partOf(i)]!) ** 2,
  );
  return { mean, deviation: squares.map((sum, c) => Math.sqrt(sum / counts[c]!)) };
}
