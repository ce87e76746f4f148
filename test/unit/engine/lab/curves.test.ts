import { createLabWasm } from "../../../../src/engine/kernels/labWasm";
import type { NormLayer } from "../../../../src/engine/lab/layers/norm";
import { crossEntropy } from "../../../../src/engine/lab/loss";
import type { NetworkSpec } from "../../../../src/engine/lab/networkSpec";
import { createOptimizer, type OptimizerSpec } from "../../../../src/engine/lab/optimizer";
import { decodeNumbers } from "../methods/methodCase";
import { assertNear, groundOf, networkWithFirstValues, readGoldens } from "./labGoldens";

interface Curves {
  /** Digits of 8 x 8 pixels from 0 to 16, a byte each. */
  readonly images: string;
  readonly labels: string;
  readonly batchSize: number;
  readonly cases: readonly Curve[];
}

interface Curve {
  readonly name: string;
  readonly network: NetworkSpec;
  readonly optimizer: OptimizerSpec;
  readonly losses: string;
  readonly running: Readonly<Record<string, string>>;
  readonly evaluated: number;
}

const { images, labels: encodedLabels, batchSize, cases } = readGoldens<Curves>("curves");
const inputs = Float32Array.from(Buffer.from(images, "base64"), (byte) => byte / 16);
const labels = Uint8Array.from(Buffer.from(encodedLabels, "base64"));
const PIXELS = 64;
const TOLERANCE = 1e-4;

describe("100 steps go as PyTorch's do", () => {
  for (const curve of cases) it(curve.name, () => check(curve));
});

function check({ network: spec, optimizer, losses, running, evaluated }: Curve): void {
  const kernels = createLabWasm(2 ** 22);
  const network = networkWithFirstValues(groundOf(kernels, "float32"), spec);
  const update = createOptimizer(network.parameters, optimizer);
  const expected = decodeNumbers(losses);
  expected.forEach((loss, step) => {
    const start = (step * batchSize) % labels.length;
    const found = kernels.borrowNow(() => learn(start));
    update();
    assertNear(`loss of step ${step}`, [found, 1], [loss, 1], TOLERANCE);
  });
  for (const [name, text] of Object.entries(running)) assertNear(name, runningOf(name), decodeNumbers(text), TOLERANCE);
  const { loss } = crossEntropy(network.forward(inputs, labels.length, "evaluate"), labels);
  assertNear("loss in evaluation", [loss, 1], [evaluated, 1], TOLERANCE);

  function learn(start: number): number {
    const own = labels.subarray(start, start + batchSize);
    const input = inputs.subarray(start * PIXELS, (start + batchSize) * PIXELS);
    const { loss, gradient } = crossEntropy(network.forward(input, batchSize, "train"), own);
    network.backward(gradient);
    return loss;
  }

  /** "1.running_mean" of the second layer. */
  function runningOf(name: string): Float64Array {
    const [layer, buffer] = name.split(".");
    const state = (network.layers[Number(layer)] as NormLayer).running!;
    return buffer === "running_mean" ? state.mean : state.variance;
  }
}
