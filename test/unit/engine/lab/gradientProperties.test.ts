import assert from "node:assert/strict";
import fc from "fast-check";
import { createLabTwin } from "../../../../src/engine/kernels/labTwin";
import { crossEntropy } from "../../../../src/engine/lab/loss";
import { createNetwork } from "../../../../src/engine/lab/network";
import type { LayerSpec } from "../../../../src/engine/lab/networkSpec";
import { createRandom } from "../../../../src/engine/random";
import { elementCount } from "../../../../src/engine/tensor";
import { groundOf } from "./labGoldens";

const STEP = 1e-6;
/** Central differences are off by the step squared and by rounding over the step: both about 1e-9 of a loss near 1. */
const TOLERANCE = 1e-7;
const CLASSES = 3;

/** Groups of one value have no variance: with PyTorch's ε the loss would be too steep there for differences. */
const EPS = 0.1;

/** Layers that are smooth, so that differences say what the slope is, and leave the shape as it is. */
const smooth = fc.constantFrom<LayerSpec>(
  { kind: "sigmoid" },
  { kind: "tanh" },
  { kind: "norm", norm: { method: "batch", eps: EPS } },
  { kind: "norm", norm: { method: "group", numGroups: 2, eps: EPS } },
);
const linear = fc.record({
  kind: fc.constant("linear" as const),
  outputs: fc.constantFrom(2, 4, 6),
  bias: fc.boolean(),
});
const convolution = fc.record({
  kind: fc.constant("conv2d" as const),
  channels: fc.constantFrom(2, 4),
  kernel: fc.integer({ min: 1, max: 3 }),
  stride: fc.integer({ min: 1, max: 2 }),
  padding: fc.integer({ min: 0, max: 1 }),
  bias: fc.boolean(),
});
const pool = fc.constant<LayerSpec>({ kind: "averagePool", size: 2 });
const flat: LayerSpec = { kind: "flatten" };

const features = fc.array(fc.tuple(linear, smooth), { minLength: 1, maxLength: 3 }).map((pairs) => pairs.flat());
const images = fc
  .tuple(convolution, smooth, fc.option(pool, { nil: flat }), convolution)
  .map(([first, unit, between, second]): LayerSpec[] => {
    return between === flat ? [first, unit, flat] : [first, unit, between, { ...second, kernel: 1 }, flat];
  });

describe("a network's gradients against finite differences", () => {
  it("of features", () => fc.assert(fc.property(features, fc.nat(1000), (layers, seed) => check([4], layers, seed))));
  it("of images", () => fc.assert(fc.property(images, fc.nat(1000), (layers, seed) => check([2, 6, 7], layers, seed))));
});

/** Along a random direction of all parameters. */
function check(inputShape: readonly number[], layers: readonly LayerSpec[], seed: number): void {
  const examples = 4;
  const random = createRandom(seed);
  const all: readonly LayerSpec[] = [...layers, { kind: "linear", outputs: CLASSES }];
  const ground = groundOf(createLabTwin(), "float64", seed);
  const network = createNetwork(ground, { inputShape, layers: all, initialization: 0.7 });
  const input = Float64Array.from({ length: examples * elementCount(inputShape) }, random.normal);
  const labels = Array.from({ length: examples }, (_, n) => n % CLASSES);
  const lossNow = () => crossEntropy(network.forward(input, examples, "train"), labels);
  const { gradient } = lossNow();
  network.backward(gradient);
  const directions = network.parameters.map(({ values }) => Float64Array.from(values, random.normal));
  const slope = sum(network.parameters.map((own, p) => sum(own.gradient.map((g, i) => g * directions[p]![i]!))));
  const [above, below] = [STEP, -2 * STEP].map((by) => {
    network.parameters.forEach(({ values }, p) => {
      values.forEach((_, i) => {
        values[i]! += by * directions[p]![i]!;
      });
    });
    return lossNow().loss;
  });
  const measured = (above! - below!) / (2 * STEP);
  assert.ok(Math.abs(slope - measured) <= TOLERANCE * Math.max(1, Math.abs(slope)) * 10, `${slope}, not ${measured}`);
}

function sum(values: Iterable<number>): number {
  return Array.from(values).reduce((total, value) => total + value, 0);
}
