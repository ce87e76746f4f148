import assert from "node:assert/strict";
import { batchNorm } from "../../../../../src/engine/lab/experiments/batchNorm";
import type { ArmResult, Conclusion, Run } from "../../../../../src/engine/lab/experiments/experiment";
import { groupNorm } from "../../../../../src/engine/lab/experiments/groupNorm";
import { finalAccuracy } from "../../../../../src/engine/lab/experiments/outcomes";

/** Accuracies at steps 0, 50, 100 … of two seeds for each arm; arms that are not named learn nothing. */
type Told = Readonly<Record<string, readonly (readonly number[])[]>>;

describe("by what factor batch norm cuts the steps", () => {
  const figures = figuresOf({
    "plain, learning rate 1": [
      [0.1, 0.5, 0.7, 0.9, 0.8],
      [0.1, 0.5, 0.6, 0.7, 0.8],
    ],
    "plain, learning rate 3": [
      [0.1, 0.8, 0.8, 0.8, 0.8],
      [0.1, 0.75, 0.7, 0.7, 0.7],
    ],
    "batch norm, learning rate 1": [
      [0.1, 0.8, 0.92, 0.93, 0.99],
      [0.1, 0.7, 0.9, 0.9, 0.99],
    ],
    "batch norm, learning rate 3": [
      [0.1, 0.95, 0.95, 0.95, 0.95],
      [0.1, 0.7, 0.7, 0.7, 0.7],
    ],
    "batch norm, learning rate 10": [
      [0.1, 0.91, 0.9, 0.9, 0.9],
      [0.1, 0.85, 0.8, 0.8, 0.8],
    ],
  });

  it("is measured to the plain network's best accuracy at its best rate, seed by seed", () => {
    assert.deepEqual(figures["best accuracy, plain, learning rate 1"], [0.9, 0.8]);
    assert.deepEqual(figures["steps to the plain network's best accuracy, plain, learning rate 1"], [150, 200]);
    assert.deepEqual(figures["steps to the plain network's best accuracy, batch norm, learning rate 1"], [100, 100]);
  });

  it("is told for the rate that ends best, and for the one that gets there soonest", () => {
    assert.deepEqual(figures["batch norm cuts the steps by, at its most accurate learning rate (1)"], [1.5, 2]);
    assert.deepEqual(figures["batch norm cuts the steps by, at its soonest learning rate (10)"], [3, 4]);
  });

  it("comes with the way that the last sigmoid's inputs have gone", () => {
    const results = batchNorm.arms.map((arm): ArmResult => {
      const moved = arm.settings.network === "plain" ? [null, 2, 0.5] : [null, 0.1, 0];
      const { points } = runOf([0, 0.5, 0.5]);
      const spread = (i: number) => ({ unit: [0, 1, 2] as const, moved: moved[i]! });
      return { arm, runs: [{ seed: 1, points: points.map((point, i) => ({ ...point, spread: spread(i) })) }] };
    });
    const found = batchNorm.summarize(results).filter(({ unit }) => unit === "own");
    assert.deepEqual(
      found.map(({ perSeed }) => perSeed),
      [[2.5], [0.1]],
    );
  });

  it("is told in a sentence, with its spread and beside the paper's figure", () => {
    const [soonest, best, accuracy] = conclusionsOf({
      "plain, learning rate 1": [
        [0.1, 0.5, 0.7, 0.9, 0.8],
        [0.1, 0.5, 0.6, 0.7, 0.8],
      ],
      "batch norm, learning rate 1": [
        [0.1, 0.8, 0.92, 0.93, 0.99],
        [0.1, 0.7, 0.9, 0.9, 0.99],
      ],
      "batch norm, learning rate 10": [
        [0.1, 0.91, 0.9, 0.9, 0.9],
        [0.1, 0.85, 0.8, 0.8, 0.8],
      ],
    });
    assert.deepEqual(soonest, {
      text: "With batch norm the plain network's best accuracy of 85.0 % (80.0 % to 90.0 % over 2 seeds) at learning rate 1 takes 3.5 times fewer steps (3 to 4 over 2 seeds) at learning rate 10, the one that is soonest.",
      paper: "14 times fewer (Inception on ImageNet)",
    });
    assert.match(
      best!.text,
      /takes 1\.8 times fewer steps \(1\.5 to 2 over 2 seeds\) at learning rate 1, the most accurate/,
    );
    assert.match(accuracy!.text, /^Best accuracy: 99\.0 % .* with batch norm, 85\.0 % .* without\.$/);
  });

  it("is told as it is where batch norm is slower, and where some seeds never get there", () => {
    const [slower] = conclusionsOf({
      "plain, learning rate 1": [
        [0.1, 0.9, 0.9],
        [0.1, 0.9, 0.9],
        [0.1, 0.9, 0.9],
      ],
      "batch norm, learning rate 1": [
        [0.1, 0.8, 0.9],
        [0.1, 0.8, 0.9],
        [0.1, 0.8, 0.8],
      ],
    });
    assert.match(slower!.text, /takes 2 times more steps \(2 to 2 over 2 seeds\) .* 1 of 3 seeds never got there\.$/);
  });

  it("is none where batch norm never gets there", () => {
    const none = figuresOf({
      "plain, learning rate 1": [
        [0, 0.9],
        [0, 0.9],
      ],
    });
    assert.deepEqual(none["batch norm cuts the steps by, at its most accurate learning rate (0.3)"], [null, null]);
    const [sentence] = conclusionsOf({ "plain, learning rate 1": [[0, 0.9]] });
    assert.match(
      sentence!.text,
      /^With batch norm no seed reaches the plain network's best accuracy of 90\.0 % .* at learning rate 1\.$/,
    );
  });
});

describe("group norm against batch norm", () => {
  it("is told in percentage points of the last three looks, each norm at its best learning rate", () => {
    const results = groupNorm.arms.map(({ settings, ...arm }): ArmResult => {
      const { norm, batchSize, rateAt32 } = settings;
      const better = norm === "group" && batchSize === 2 && rateAt32 === 0.1;
      const worse = norm === "batch" && rateAt32 === 0.01;
      return { arm: { ...arm, settings }, runs: [runOf([0, 0.5, 0.6, better ? 1 : worse ? 0.1 : 0.7])] };
    });
    const found = Object.fromEntries(groupNorm.summarize(results).map(({ name, perSeed }) => [name, perSeed[0]!]));
    const lead = (size: number) =>
      found[`group norm's accuracy less batch norm's, batches of ${size}, each at its best rate`]!;
    assert.equal(lead(32), 0);
    assert.ok(Math.abs(lead(2) - 10) < 1e-9);
  });

  it("takes the last look alone where the loss was no number there", () => {
    const run = runOf([0.2, 0.9, 0.1]);
    const broken = run.points.map((point, i) => (i === 2 ? { ...point, testLoss: Number.NaN } : point));
    assert.equal(finalAccuracy({ ...run, points: broken }), 0.1);
  });
});

function conclusionsOf(told: Told): readonly Conclusion[] {
  return batchNorm.conclude(resultsOf(told));
}

function resultsOf(told: Told): ArmResult[] {
  const seeds = Object.values(told)[0]!.length;
  const nothing = Array.from({ length: seeds }, () => [0]);
  return batchNorm.arms.map((arm) => ({ arm, runs: (told[arm.name] ?? nothing).map(runOf) }));
}

function figuresOf(told: Told): Record<string, readonly (number | null)[]> {
  return Object.fromEntries(batchNorm.summarize(resultsOf(told)).map(({ name, perSeed }) => [name, perSeed]));
}

function runOf(accuracies: readonly number[], index = 0): Run {
  const points = accuracies.map((accuracy, i) => {
    return { step: 50 * i, trainLoss: 1, testLoss: 1, accuracy, batchAccuracy: null, spread: null };
  });
  return { seed: index + 1, points };
}
