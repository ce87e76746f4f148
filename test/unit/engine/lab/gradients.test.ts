import assert from "node:assert/strict";
import { createLabTwin } from "../../../../src/engine/kernels/labTwin";
import { createLabWasm } from "../../../../src/engine/kernels/labWasm";
import type { Ground } from "../../../../src/engine/lab/layers/layer";
import { crossEntropy } from "../../../../src/engine/lab/loss";
import type { NetworkSpec } from "../../../../src/engine/lab/networkSpec";
import { elementCount } from "../../../../src/engine/tensor";
import { decodeNumbers, uniform } from "../methods/methodCase";
import { assertNear, groundOf, networkWithFirstValues, readGoldens } from "./labGoldens";

interface Golden {
  readonly name: string;
  readonly network: NetworkSpec;
  readonly examples: number;
  readonly loss: number;
  readonly gradients: Readonly<Record<string, string>>;
}

const GOLDENS = readGoldens<readonly Golden[]>("gradients");
/** Of the largest number of a gradient: float64 sums in another order, and a few layers' float32 rounding. */
const TOLERANCES = { float64: 1e-11, float32: 1e-5 };

describe("a network's gradients are PyTorch's", () => {
  for (const golden of GOLDENS) {
    it(`${golden.name}, plain TypeScript in float64`, () => check(golden, groundOf(createLabTwin(), "float64")));
    it(`${golden.name}, compiled in float32`, () => check(golden, groundOf(createLabWasm(2 ** 20), "float32")));
  }
});

function check({ network: spec, examples, loss: expected, gradients }: Golden, ground: Ground): void {
  const tolerance = TOLERANCES[ground.precision];
  const network = networkWithFirstValues(ground, spec);
  const input = Float32Array.from(uniform(1, examples * elementCount(spec.inputShape)));
  const labels = Array.from({ length: examples }, (_, n) => (3 * n) % 5);
  const { loss, gradient } = crossEntropy(network.forward(asGiven(ground, input), examples, "train"), labels);
  network.backward(gradient);
  assertNear("loss", [loss], [expected], tolerance);
  assert.deepEqual(network.parameters.map(({ name }) => name).sort(), Object.keys(gradients).sort());
  // A bias before batch norm has a gradient of 0 but for rounding, so that the scale is that of all gradients.
  const scale = Object.values(gradients).flatMap((text) => Array.from(decodeNumbers(text), Math.abs));
  const largest = scale.reduce((a, b) => Math.max(a, b));
  for (const { name, gradient: actual } of network.parameters) {
    assertNear(name, [...actual, largest], [...decodeNumbers(gradients[name]!), largest], tolerance);
  }
}

function asGiven({ precision }: Ground, input: Float32Array): Float32Array | Float64Array {
  return precision === "float32" ? input : Float64Array.from(input);
}
