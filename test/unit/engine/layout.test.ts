import assert from "node:assert/strict";
import { parameterAxis } from "../../../src/engine/layout";

describe("the axis of a parameter's output channels", () => {
  const cases: readonly (readonly [name: string, shape: readonly number[], axis: number | undefined])[] = [
    ["conv1.weight", [64, 3, 7, 7], 0],
    ["weight", [10, 64], 0],
    ["conv2d/kernel", [3, 3, 3, 8], 3],
    ["dense/kernel:0", [64, 10], 1],
    ["bn1.weight", [64], undefined],
    ["conv1.bias", [64], undefined],
    ["conv1", [32, 64, 8, 8], undefined],
    ["overweight", [2, 3], undefined],
    ["embedding.weight", [2_000_000, 8], undefined],
  ];
  for (const [name, shape, axis] of cases) {
    it(`${name} of (${shape.join(", ")}): ${axis ?? "not told"}`, () => assert.equal(parameterAxis(name, shape), axis));
  }
});
