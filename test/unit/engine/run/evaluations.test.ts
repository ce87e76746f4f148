import assert from "node:assert/strict";
import { createEvaluations } from "../../../../src/engine/run/evaluations";

const switched = (step: number, training: boolean, ...layers: number[]) =>
  ({ kind: "mode", step, training, layers }) as const;
const key = (index: number) => `bn${index}`;

describe("when layers of a run were in evaluation mode", () => {
  it("is from a switch to the next one of the same layer", () => {
    const evaluations = createEvaluations();
    evaluations.add(switched(10, false, 0, 1), key);
    evaluations.add(switched(12, true, 0), key);
    evaluations.add(switched(20, false, 0), key);
    evaluations.add(switched(20, true, 0, 1), key);
    assert.deepEqual(evaluations.of("bn0"), [
      [10, 12],
      [20, 20],
    ]);
    assert.deepEqual(evaluations.of("bn1"), [[10, 20]]);
    assert.deepEqual(evaluations.of("bn2"), []);
  });

  it("lasts to the end where the log tells of no other", () => {
    const evaluations = createEvaluations();
    evaluations.add(switched(5, false, 0), key);
    assert.deepEqual(evaluations.of("bn0"), [[5, null]]);
  });

  it("is not begun twice, nor ended before it began", () => {
    const evaluations = createEvaluations();
    evaluations.add(switched(1, true, 0), key);
    evaluations.add(switched(2, false, 0), key);
    evaluations.add(switched(3, false, 0), key);
    evaluations.add(switched(4, true, 0), key);
    assert.deepEqual(evaluations.of("bn0"), [[2, 4]]);
  });

  it("is kept a thousand times at most", () => {
    const evaluations = createEvaluations();
    for (let step = 0; step < 5000; step++) evaluations.add(switched(step, step % 2 === 1, 0), key);
    assert.equal(evaluations.of("bn0").length, 1000);
  });
});
