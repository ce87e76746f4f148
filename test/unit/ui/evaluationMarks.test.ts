import assert from "node:assert/strict";
import { evaluationMarks, evaluationNote } from "../../../src/ui/figures/evaluationMarks";
import { CANVAS, running } from "./samples";

const logged = (evaluations: readonly (readonly [number, number | null])[]) => ({
  ...running([[1], [2], [3]]),
  logged: { steps: 3, every: 1, updates: 3, training: [true, true, true], evaluations },
});
const runs = [
  { run: "a", index: 0, content: logged([[2, 2]]) },
  {
    run: "b",
    index: 1,
    content: logged([
      [1, 2],
      [3, null],
    ]),
  },
];

describe("marks of evaluation mode on the time axis", () => {
  it("are bands between steps, and lines where no step lies between", () => {
    const marks = evaluationMarks(CANVAS.theme, runs).map(({ type, x0, x1 }) => [type, x0, x1]);
    assert.deepEqual(marks, [
      ["line", 2, 2],
      ["rect", 1, 2],
      ["line", 3, 3],
    ]);
  });

  it("are counted in words", () => {
    assert.match(evaluationNote(runs)!, /^Upright marks: evaluation mode, 3 times\.$/);
    assert.match(evaluationNote(runs.slice(0, 1))!, /^Upright marks: evaluation mode, once\.$/);
  });

  it("are none where averages are replayed", () => {
    const replayed = [{ run: "", index: 0, content: running([[1], [2]]) }];
    assert.deepEqual(evaluationMarks(CANVAS.theme, replayed), []);
    assert.equal(evaluationNote(replayed), null);
  });
});
