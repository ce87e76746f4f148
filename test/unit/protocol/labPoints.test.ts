import assert from "node:assert/strict";
import { labPointsToJson, parseLabPoints, type TrainingPoints } from "../../../src/protocol/labPoints";

const POINT = { step: 50, trainLoss: 1, testLoss: Number.NaN, accuracy: 0.1, batchAccuracy: null, spread: null };
const TRAININGS: readonly TrainingPoints[] = [
  { arm: 0, seed: 1, finished: true, points: [POINT, { ...POINT, trainLoss: Number.POSITIVE_INFINITY }] },
  { arm: 3, seed: 2, finished: false, points: [{ ...POINT, spread: { unit: [-1, 0, 1], moved: 0.5 } }] },
];

describe("the points of the lab's trainings", () => {
  it("come back from their text, losses that are no numbers among them", () => {
    assert.deepEqual(parseLabPoints(labPointsToJson(TRAININGS)), TRAININGS);
  });

  it("are refused in one line that names the place", () => {
    assert.throws(() => parseLabPoints('[{"arm":\n\u202e'), /^Error: points: is no JSON$/);
    assert.throws(
      () => parseLabPoints(`[{"arm":0,"seed":1,"finished":true,"points":[{}]}]`),
      /^Error: points\[0\]\.points\[0\]\.step: /,
    );
    const spread = JSON.stringify([
      { ...TRAININGS[1], points: [{ ...POINT, testLoss: 1, spread: { unit: [1], moved: null } }] },
    ]);
    assert.throws(() => parseLabPoints(spread), /unit: expected 3 numbers, got 1$/);
  });
});
