import assert from "node:assert/strict";
import { createNormTwin } from "../../../../src/engine/kernels/normTwin";
import { configure, type Request } from "../../../../src/engine/methods/configure";
import type { Inputs } from "../../../../src/engine/methods/method";
import { METHODS } from "../../../../src/engine/methods/methods";
import { elementCount } from "../../../../src/engine/tensor";
import { uniform } from "./methodCase";

const STEP = 1e-5;
/** Central differences are off by the step squared, and by rounding over the step: both about 1e-10. */
const TOLERANCE = 1e-8;

const kernels = createNormTwin();
const RUNNING = { mean: Float64Array.of(0.1, -0.2, 0.3, 0), variance: Float64Array.of(0.5, 1, 2, 0.7), batches: 2 };

const CASES: [Request, readonly number[], Partial<Inputs>][] = [
  [{ method: "batch" }, [3, 4, 2], {}],
  [{ method: "batch" }, [5, 4], {}],
  [{ method: "batch", channelAxis: -1 }, [2, 3, 4], {}],
  [{ method: "batch", training: false }, [3, 4, 2], { running: RUNNING }],
  [{ method: "instance" }, [2, 4, 5], {}],
  [{ method: "instance", channelAxis: 2 }, [2, 5, 4], {}],
  [{ method: "instance", training: false }, [2, 4, 5], { running: RUNNING }],
  [{ method: "group", numGroups: 2 }, [2, 4, 3], {}],
  [{ method: "group", numGroups: 2, channelAxis: -1 }, [2, 3, 4], {}],
  [{ method: "layer", normalizedShape: [2, 2] }, [3, 2, 2], {}],
  [{ method: "rms", normalizedShape: [4] }, [3, 4], { bias: null }],
];

describe("gradients against finite differences", () => {
  for (const [request, shape, more] of CASES) {
    it(`${JSON.stringify(request)}, (${shape.join(", ")})`, () => {
      const inputs: Inputs = {
        shape,
        values: uniform(1, elementCount(shape)),
        weight: uniform(2, 4).map((u) => 1 + u / 2),
        bias: uniform(3, 4),
        running: null,
        ...more,
      };
      checkGradients(request, inputs);
    });
  }
});

/** The loss is the output weighed with gradOutput, whose gradients backward is to give. */
function checkGradients(request: Request, inputs: Inputs): void {
  const configuration = configure(request);
  const method = METHODS[request.method];
  const gradOutput = uniform(4, inputs.values.length);
  const normalized = method.forward(kernels, configuration, inputs);
  const gradients = method.backward(kernels, configuration, inputs, normalized, gradOutput);

  function loss(changed: Partial<Inputs>): number {
    const { output } = method.forward(kernels, configuration, { ...inputs, ...changed });
    return Array.from(output, (y, i) => y * gradOutput[i]!).reduce((sum, part) => sum + part);
  }

  for (const [name, gradient] of [
    ["values", gradients.input],
    ["weight", gradients.weight],
    ["bias", gradients.bias],
  ] as const) {
    const array = inputs[name];
    if (!array) continue;
    for (const [i, value] of array.entries()) {
      const slope =
        (loss({ [name]: array.with(i, value + STEP) }) - loss({ [name]: array.with(i, value - STEP) })) / (2 * STEP);
      assert.ok(Math.abs(slope - gradient[i]!) < TOLERANCE, `${name}[${i}]: ${gradient[i]}, difference ${slope}`);
    }
  }
}
