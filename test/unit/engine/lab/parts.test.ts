import assert from "node:assert/strict";
import { createLabTwin } from "../../../../src/engine/kernels/labTwin";
import { batchesOf } from "../../../../src/engine/lab/dataset";
import { crossEntropy } from "../../../../src/engine/lab/loss";
import { createNetwork } from "../../../../src/engine/lab/network";
import type { LayerSpec } from "../../../../src/engine/lab/networkSpec";
import { percentilesOfUnits, spreadOf } from "../../../../src/engine/lab/unitSpread";
import { createRandom } from "../../../../src/engine/random";
import { groundOf } from "./labGoldens";

describe("batches", () => {
  it("hold every example once a round, beside its label, but for what is left over", () => {
    const inputs = Float32Array.from({ length: 14 }, (_, i) => Math.floor(i / 2));
    const labels = Uint8Array.from({ length: 7 }, (_, n) => n);
    const batches = batchesOf({ inputs, labels }, 3, createRandom(1));
    for (let round = 0; round < 3; round++) {
      const seen = [0, 1].flatMap(() => {
        const batch = batches.next().value;
        assert.deepEqual(
          Array.from(batch.inputs),
          Array.from(batch.labels).flatMap((n) => [n, n]),
        );
        return Array.from(batch.labels);
      });
      assert.equal(new Set(seen).size, 6);
    }
  });
});

describe("the loss", () => {
  it("is the logarithm of the number of classes where nothing is known", () => {
    const { loss, gradient } = crossEntropy(new Float64Array(8), [1, 3]);
    assert.ok(Math.abs(loss - Math.log(4)) < 1e-15);
    assert.deepEqual(Array.from(gradient), [0.125, -0.375, 0.125, 0.125, 0.125, 0.125, 0.125, -0.375]);
  });

  it("stands logits that exp would not", () => {
    const { loss, right } = crossEntropy(Float64Array.of(1e4, 0, -1e4, 0), [0, 0]);
    assert.deepEqual([loss, right], [5000, 1]);
  });

  it("is no number where a logit is none", () => {
    assert.ok(Number.isNaN(crossEntropy(Float64Array.of(Number.NaN, 0), [1]).loss));
  });
});

describe("dropout", () => {
  it("lets through in evaluation, and in training drops a share and keeps the mean", () => {
    const network = createNetwork(groundOf(createLabTwin(), "float64"), specOf([{ kind: "dropout", p: 0.25 }], 40_000));
    const ones = new Float64Array(40_000).fill(1);
    assert.deepEqual(network.forward(ones, 1, "evaluate"), ones);
    const dropped = network.forward(ones, 1, "train");
    const share = dropped.filter((value) => value === 0).length / dropped.length;
    assert.ok(Math.abs(share - 0.25) < 5 * Math.sqrt((0.25 * 0.75) / 40_000), `${share}`);
    assert.ok(dropped.every((value) => value === 0 || value === 1 / 0.75));
  });

  it("hands on the gradient where it let through", () => {
    const layers: LayerSpec[] = [
      { kind: "linear", outputs: 50 },
      { kind: "dropout", p: 0.5 },
    ];
    const network = createNetwork(groundOf(createLabTwin(), "float64"), specOf(layers, 1));
    const output = network.forward(Float64Array.of(1), 1, "train");
    network.backward(new Float64Array(50).fill(1));
    const [, bias] = network.parameters;
    assert.deepEqual(
      Array.from(bias!.gradient),
      Array.from(output, (y) => (y === 0 ? 0 : 2)),
    );
  });
});

describe("first weights", () => {
  const parametersWith = (initialization: "pytorch" | number) => {
    const spec = { ...specOf([{ kind: "linear", outputs: 200 }], 100), initialization };
    return createNetwork(groundOf(createLabTwin(), "float64"), spec).parameters.map(({ values }) => Array.from(values));
  };

  it("are PyTorch's, uniform within 1/√inputs", () => {
    for (const values of parametersWith("pytorch")) {
      const largest = Math.max(...values.map(Math.abs));
      assert.ok(largest <= 0.1 && largest > 0.095, `${largest}`);
    }
  });

  it("are Gaussian without biases where a deviation is given", () => {
    const [weight, bias] = parametersWith(0.02);
    assert.ok(Math.abs(Math.sqrt(mean(weight!.map((w) => w * w))) / 0.02 - 1) < 5 / Math.sqrt(2 * 20_000));
    assert.ok(bias!.every((value) => value === 0));
  });
});

describe("the spread of a layer's inputs", () => {
  it("is told of the first unit, and how far the percentiles have moved as the median of all", () => {
    const now = [
      [0, 1, 2],
      [0, 3, 4],
      [5, 5, 9],
    ] as const;
    assert.deepEqual(spreadOf(now, null), { unit: [0, 1, 2], moved: null });
    // By 1, 1 and 1, by 2, 4 and 2, by 5, 1 and 1.
    assert.equal(
      spreadOf(now, [
        [-1, 0, 1],
        [-2, -1, 2],
        [0, 4, 10],
      ]).moved,
      7 / 3,
    );
  });

  it("is that of the examples", () => {
    const kernels = createLabTwin();
    const network = createNetwork(groundOf(kernels, "float64"), specOf([{ kind: "sigmoid" }], 2));
    const inputs = Float32Array.from({ length: 202 }, (_, i) => (i % 2 === 0 ? i / 2 : -1));
    const found = percentilesOfUnits(kernels, network, { inputs, labels: new Uint8Array(101) }, 0);
    assert.deepEqual(found, [
      [15, 50, 85],
      [-1, -1, -1],
    ]);
  });
});

function specOf(layers: readonly LayerSpec[], features: number) {
  return { inputShape: [features], layers, initialization: "pytorch" } as const;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
