import assert from "node:assert/strict";
import { median, ratioOf, shareOfRead, speedOf, timingOf, type Verdict, verdictOf } from "../../bench/ratios";

describe("the benchmark's arithmetic", () => {
  const medians: [readonly number[], number][] = [
    [[7], 7],
    [[3, 1, 2], 2],
    [[10, 2, 1, 4], 3],
  ];
  for (const [samples, expected] of medians) {
    it(`takes ${expected} for the median of ${samples}`, () => assert.equal(median(samples), expected));
  }

  it("keeps the median, the least and the number of times", () => {
    assert.deepEqual(timingOf([5, 2, 3]), { median: 3, min: 2, runs: 3 });
  });

  it("divides the other's time by ours", () => {
    const ratio = ratioOf({ median: 2, min: 1, runs: 3 }, { median: 10, min: 6, runs: 3 });
    assert.deepEqual(ratio, { median: 5, min: 6 });
  });

  it("turns bytes and milliseconds into GB/s", () => {
    assert.deepEqual(speedOf(2e9, { median: 500, min: 250, runs: 3 }), { median: 4, min: 8 });
  });

  it("says what share of a read of other length an operation reaches", () => {
    const ours = { median: 4, min: 4, runs: 1 };
    assert.equal(shareOfRead(200, ours, 100, { median: 1, min: 1, runs: 1 }), 0.5);
  });

  const goal = { floor: 2, aim: 3 };
  const verdicts: [number, typeof goal | null, Verdict][] = [
    [3, goal, "aim"],
    [2.99, goal, "floor"],
    [2, goal, "floor"],
    [1.99, goal, "missed"],
    [1.99, null, ""],
  ];
  for (const [value, held, expected] of verdicts) {
    it(`says "${expected}" of ${value} ${held ? "" : "without a goal"}`, () =>
      assert.equal(verdictOf(value, held), expected));
  }
});
