import assert from "node:assert/strict";
import { classOfName, snakeCase, variableNames } from "../../../../src/readers/keras/variableNames";

const config = (entries: Record<string, boolean | number>) => new Map(Object.entries(entries));

describe("variableNames", () => {
  const cases: readonly (readonly [...Parameters<typeof variableNames>, readonly (string | undefined)[]])[] = [
    ["BatchNormalization", undefined, 4, ["gamma", "beta", "moving_mean", "moving_variance"]],
    ["BatchNormalization", undefined, 3, [undefined, "moving_mean", "moving_variance"]],
    ["BatchNormalization", undefined, 2, ["moving_mean", "moving_variance"]],
    ["BatchNormalization", undefined, 1, [undefined]],
    ["BatchNormalization", config({ scale: false }), 3, ["beta", "moving_mean", "moving_variance"]],
    ["BatchNormalization", config({ center: false }), 3, ["gamma", "moving_mean", "moving_variance"]],
    ["BatchNormalization", config({ scale: false }), 4, [undefined, undefined, undefined, undefined]],
    ["LayerNormalization", undefined, 2, ["gamma", "beta"]],
    ["LayerNormalization", undefined, 1, [undefined]],
    ["LayerNormalization", config({ rms_scaling: true }), 1, ["gamma"]],
    ["GroupNormalization", config({ scale: false }), 1, ["beta"]],
    ["RMSNormalization", undefined, 1, ["scale"]],
    ["Dense", undefined, 2, ["kernel", "bias"]],
    ["Dense", undefined, 1, ["kernel"]],
    ["Dense", undefined, 3, [undefined, undefined, undefined]],
    ["Mine", undefined, 1, [undefined]],
    [undefined, undefined, 1, [undefined]],
  ];
  for (const [className, options, count, names] of cases) {
    it(`${className} with ${count} variables and ${JSON.stringify([...(options ?? [])])}`, () => {
      assert.deepEqual(variableNames(className, options, count), names);
    });
  }
});

describe("snakeCase and classOfName", () => {
  it("go there and back", () => {
    assert.equal(snakeCase("BatchNormalization"), "batch_normalization");
    assert.equal(snakeCase("RMSNormalization"), "rms_normalization");
    assert.equal(snakeCase("Conv2D"), "conv2d");
    assert.equal(classOfName("batch_normalization_12"), "BatchNormalization");
    assert.equal(classOfName("conv2d"), "Conv2D");
    assert.equal(classOfName("my_batch_normalization"), undefined);
    assert.equal(classOfName("constructor"), undefined);
  });
});
