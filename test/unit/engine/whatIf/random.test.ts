import assert from "node:assert/strict";
import { createRandom, splitMix64, xoshiro } from "../../../../src/engine/whatIf/random";

describe("random numbers", () => {
  it("are those of xoshiro128**'s reference implementation from the state 1, 2, 3, 4", () => {
    const random = xoshiro([1, 2, 3, 4]);
    assert.deepEqual(
      Array.from({ length: 10 }, () => random.next()),
      [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804],
    );
  });

  it("are seeded by SplitMix64's reference outputs", () => {
    assert.deepEqual(splitMix64(1234567n), [6457827717110365317n, 3203168211198807973n]);
  });

  it("are repeated by their seed, and others with another", () => {
    const first = (seed: number) => Array.from({ length: 4 }, createRandom(seed).next);
    assert.deepEqual(first(7), first(7));
    assert.notDeepEqual(first(7), first(8));
  });

  it("are as often each number below n: chi-square within four standard deviations", () => {
    const [n, draws] = [12, 60_000];
    const random = createRandom(1);
    const counts = new Float64Array(n);
    for (let i = 0; i < draws; i++) counts[random.below(n)]!++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - draws / n) ** 2 / (draws / n), 0);
    assert.ok(Math.abs(chiSquare - (n - 1)) < 4 * Math.sqrt(2 * (n - 1)), `${chiSquare}`);
  });
});
