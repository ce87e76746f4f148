import { createOptimizer, type OptimizerSpec } from "../../../../src/engine/lab/optimizer";
import { decodeNumbers, uniform } from "../methods/methodCase";
import { assertNear, readGoldens } from "./labGoldens";

interface Golden {
  readonly optimizer: OptimizerSpec;
  readonly steps: number;
  readonly values: string;
}

/** float64 on both sides. */
const TOLERANCE = 1e-13;

describe("optimizers step as torch.optim's do", () => {
  for (const { optimizer, steps, values } of readGoldens<readonly Golden[]>("optimizers")) {
    it(JSON.stringify(optimizer), () => {
      const expected = decodeNumbers(values);
      const count = expected.length / steps;
      const parameter = {
        name: "weight",
        shape: [count],
        values: uniform(1, count),
        gradient: new Float64Array(count),
      };
      const update = createOptimizer([parameter], optimizer);
      for (let step = 0; step < steps; step++) {
        parameter.gradient.set(uniform(2 + step, count));
        update();
        assertNear(`step ${step}`, parameter.values, expected.subarray(step * count, (step + 1) * count), TOLERANCE);
      }
    });
  }
});
