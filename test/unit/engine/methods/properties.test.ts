import fc from "fast-check";
import { createNormTwin } from "../../../../src/engine/kernels/normTwin";
import { configure, type Request } from "../../../../src/engine/methods/configure";
import { METHODS } from "../../../../src/engine/methods/methods";
import { elementCount } from "../../../../src/engine/tensor";
import { uniform } from "./methodCase";
import { checkClose } from "./methodGoldens";

/** Two ways of computing the same in float64. Of two values a statistic, gradients would be differences of equals. */
const TOLERANCE = 1e-12;
const RUNS = { numRuns: 60 };

const kernels = createNormTwin();
const size = fc.integer({ min: 1, max: 6 });
const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const tensor = fc.record({
  n: size,
  groups: fc.integer({ min: 1, max: 3 }),
  each: size,
  l: fc.integer({ min: 4, max: 9 }),
  seed,
});

interface Case {
  readonly n: number;
  readonly groups: number;
  readonly each: number;
  readonly l: number;
  readonly seed: number;
}

/** Output and gradient, one after the other, without weight and bias, as one array. */
function run(request: Request, shape: readonly number[], values: Float64Array, gradOutput: Float64Array): Float64Array {
  const configuration = configure(request);
  const method = METHODS[request.method];
  const inputs = { shape, values, weight: null, bias: null, running: null };
  const normalized = method.forward(kernels, configuration, inputs);
  const { input } = method.backward(kernels, configuration, inputs, normalized, gradOutput);
  return Float64Array.of(...normalized.output, ...input);
}

function arrays({ seed }: Case, shape: readonly number[]): [Float64Array, Float64Array] {
  return [uniform(seed, elementCount(shape)), uniform(seed + 1, elementCount(shape))];
}

/** The methods with statistics of their own, on the shape [n, c, l]. */
function requests({ groups, each, l }: Case): Request[] {
  return [
    { method: "batch" },
    { method: "instance" },
    { method: "group", numGroups: groups },
    { method: "layer", normalizedShape: [groups * each, l] },
    { method: "rms", normalizedShape: [groups * each, l] },
  ];
}

function check(property: (given: Case) => void): void {
  fc.assert(fc.property(tensor, property), RUNS);
}

describe("normalization's algebra", () => {
  it("one group is layer normalization over channels and positions", () =>
    check((given) => {
      const shape = [given.n, given.groups * given.each, given.l];
      const [x, dy] = arrays(given, shape);
      const one = run({ method: "group", numGroups: 1 }, shape, x, dy);
      checkClose("one group", one, run({ method: "layer", normalizedShape: shape.slice(1) }, shape, x, dy), TOLERANCE);
    }));

  it("groups of one channel are instance normalization", () =>
    check((given) => {
      const shape = [given.n, given.each, given.l];
      const [x, dy] = arrays(given, shape);
      const each = run({ method: "group", numGroups: given.each }, shape, x, dy);
      checkClose("groups of one", each, run({ method: "instance" }, shape, x, dy), TOLERANCE);
    }));

  it("a shift of the input changes nothing where the mean is subtracted", () =>
    check((given) => {
      const shape = [given.n, given.groups * given.each, given.l];
      const [x, dy] = arrays(given, shape);
      // Multiples of 2^-20, so that the shift itself rounds nothing.
      const rough = x.map((value) => Math.round(value * 2 ** 20) / 2 ** 20);
      for (const request of requests(given).filter(({ method }) => method !== "rms")) {
        const shifted = run(
          request,
          shape,
          rough.map((value) => value + 2 ** 20),
          dy,
        );
        checkClose(request.method, shifted, run(request, shape, rough, dy), TOLERANCE);
      }
    }));

  it("a factor of the input is undone, where eps is in step with it", () =>
    check((given) => {
      const shape = [given.n, given.groups * given.each, given.l];
      const [x, dy] = arrays(given, shape);
      for (const request of requests(given)) {
        const plain = run({ ...request, eps: 1e-5 }, shape, x, dy);
        const scaled = run(
          { ...request, eps: 1e-5 * 9 },
          shape,
          x.map((value) => value * 3),
          dy.map((g) => g * 3),
        );
        const half = plain.length / 2;
        checkClose(`${request.method}, output`, scaled.subarray(0, half), plain.slice(0, half), TOLERANCE);
        checkClose(`${request.method}, gradient`, scaled.subarray(half), plain.slice(half), TOLERANCE);
      }
    }));

  it("examples change places with their outputs", () =>
    check((given) => {
      const shape = [given.n, given.groups * given.each, given.l];
      const [x, dy] = arrays(given, shape);
      const turn = (array: Float64Array) =>
        permute(array, [given.n, array.length / given.n], [0, 1], (i) => (i + 1) % given.n);
      for (const request of requests(given)) {
        const turned = run(request, shape, turn(x), turn(dy));
        const plain = run(request, shape, x, dy);
        const half = plain.length / 2;
        checkClose(request.method, turned.subarray(0, half), turn(plain.slice(0, half)), TOLERANCE);
        checkClose(request.method, turned.subarray(half), turn(plain.slice(half)), TOLERANCE);
      }
    }));

  it("channels last are channels first, transposed", () =>
    check((given) => {
      const first = [given.n, given.groups * given.each, given.l];
      const last = [given.n, given.l, given.groups * given.each];
      const [x, dy] = arrays(given, first);
      const transpose = (array: Float64Array) => permute(array, first, [0, 2, 1]);
      for (const request of requests(given)) {
        if (request.method === "layer" || request.method === "rms") continue;
        const plain = run(request, first, x, dy);
        const transposed = run({ ...request, channelAxis: -1 }, last, transpose(x), transpose(dy));
        const half = plain.length / 2;
        checkClose(request.method, transposed.subarray(0, half), transpose(plain.slice(0, half)), TOLERANCE);
        checkClose(request.method, transposed.subarray(half), transpose(plain.slice(half)), TOLERANCE);
      }
    }));
});

/** Axes in another order; `turned` moves the entries of axis 0. */
function permute(
  array: Float64Array,
  shape: readonly number[],
  order: readonly number[],
  turned: (i: number) => number = (i) => i,
): Float64Array {
  const result = new Float64Array(array.length);
  for (const [place, value] of array.entries()) {
    let rest = place;
    const index = shape.map((_, axis) => {
      const stride = elementCount(shape.slice(axis + 1));
      const i = Math.floor(rest / stride);
      rest %= stride;
      return axis === 0 ? turned(i) : i;
    });
    result[order.reduce((sum, axis) => sum * shape[axis]! + index[axis]!, 0)] = value;
  }
  return result;
}
