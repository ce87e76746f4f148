import assert from "node:assert/strict";
import { createLabWasm } from "../../../../src/engine/kernels/labWasm";
import { type Point, type Training, train } from "../../../../src/engine/lab/train";
import { twoClouds } from "./smallData";

const DATA = twoClouds([4]);
const TRAINING: Training = {
  network: {
    inputShape: [4],
    layers: [
      { kind: "linear", outputs: 6 },
      { kind: "norm", norm: { method: "batch" } },
      { kind: "sigmoid" },
      { kind: "dropout", p: 0.2 },
      { kind: "linear", outputs: 2 },
    ],
    initialization: "pytorch",
  },
  optimizer: { kind: "sgd", learningRate: 0.5 },
  batchSize: 10,
  steps: 45,
  evaluateEvery: 20,
};

describe("a training", () => {
  it("learns, and is looked at before the first step, every so many steps, and at the end", () => {
    const points = run(TRAINING, 1);
    assert.deepEqual(
      points.map(({ step }) => step),
      [0, 20, 40, 45],
    );
    assert.equal(points[0]!.trainLoss, null);
    assert.ok(points[3]!.accuracy >= 0.95, `accuracy ${points[3]!.accuracy}`);
    assert.ok(points[3]!.testLoss < points[0]!.testLoss / 2);
  });

  it("is told of before the first step and after every one, so that it can be ended or paused at each", () => {
    const moments = [...train(createLabWasm(2 ** 20), DATA, TRAINING, 1)];
    assert.deepEqual(
      moments.map(({ step }) => step),
      Array.from({ length: 46 }, (_, step) => step),
    );
    assert.deepEqual(
      moments.flatMap(({ step, point }) => (point ? [[step, point.step]] : [])),
      [0, 20, 40, 45].map((step) => [step, step]),
    );
  });

  it("is the same again from the same seed, and another from another", () => {
    assert.deepEqual(run(TRAINING, 3), run(TRAINING, 3));
    assert.notDeepEqual(run(TRAINING, 3), run(TRAINING, 4));
  });

  it("goes the same way however it is looked at, since looks leave no trace", () => {
    const seldom = run({ ...TRAINING, evaluateEvery: 45 }, 1).at(-1)!;
    const often = run({ ...TRAINING, evaluateEvery: 1, batchStatistics: true, watchedLayer: 2 }, 1).at(-1)!;
    assert.deepEqual([often.testLoss, often.accuracy], [seldom.testLoss, seldom.accuracy]);
  });

  it("measures what it is asked to: the batches' own statistics, and the spread of a layer's inputs", () => {
    const points = run({ ...TRAINING, batchStatistics: true, watchedLayer: 2 }, 1);
    for (const { batchAccuracy, spread } of points) {
      assert.ok(batchAccuracy! >= 0 && batchAccuracy! <= 1);
      // Behind batch norm: of a normal distribution they would be -1.04, 0 and 1.04.
      const [low, middle, high] = spread!.unit;
      assert.ok(low > -3 && low < middle && middle < high && high < 3, `${low} ${middle} ${high}`);
    }
    assert.deepEqual(
      points.map(({ spread }) => spread!.moved !== null && spread!.moved > 0),
      [false, true, true, true],
    );
    const [plain] = run(TRAINING, 1);
    assert.deepEqual([plain!.batchAccuracy, plain!.spread], [null, null]);
  });

  it("ends where the loss is no number any more", () => {
    const layers = [{ kind: "linear", outputs: 6 }, { kind: "relu" }, { kind: "linear", outputs: 2 }] as const;
    const network = { ...TRAINING.network, layers };
    const points = run({ ...TRAINING, network, optimizer: { kind: "sgd", learningRate: 1e30 }, evaluateEvery: 5 }, 1);
    assert.ok(points.at(-1)!.step < TRAINING.steps);
    assert.ok(!Number.isFinite(points.at(-1)!.testLoss));
  });

  it("refuses what cannot be, in one line with what disagrees", () => {
    assert.throws(() => run({ ...TRAINING, batchSize: 61 }, 1), /^Error: a batch takes 61 examples, but there are 60$/);
    assert.throws(
      () => run({ ...TRAINING, watchedLayer: 9 }, 1),
      /^Error: layer 9 is to be watched, but the network has 5$/,
    );
    const layers = [{ kind: "linear", outputs: 2 } as const];
    assert.throws(
      () => run({ ...TRAINING, network: { ...TRAINING.network, inputShape: [1, 2, 2], layers } }, 1),
      /^Error: a linear layer takes features, but an example has shape \(1, 2, 2\): flatten it$/,
    );
  });
});

function run(training: Training, seed: number): Point[] {
  return [...train(createLabWasm(2 ** 20), DATA, training, seed)].flatMap(({ point }) => point ?? []);
}
