import assert from "node:assert/strict";
import { createRandom, permutation, splitMix64, xoshiro } from "../../../src/engine/random";

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
    const firsts = Array.from({ length: 1000 }, (_, seed) => createRandom(seed).uniform());
    assert.equal(new Set(firsts).size, 1000);
  });

  it("are as often each number below n: chi-square within four standard deviations", () => {
    const [n, draws] = [12, 60_000];
    const random = createRandom(1);
    const counts = new Float64Array(n);
    for (let i = 0; i < draws; i++) counts[random.below(n)]!++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - draws / n) ** 2 / (draws / n), 0);
    assert.ok(Math.abs(chiSquare - (n - 1)) < 4 * Math.sqrt(2 * (n - 1)), `${chiSquare}`);
  });

  it("are uniform and normal to what 100,000 of them can tell: within five standard errors", () => {
    const random = createRandom(1);
    const uniform = Array.from({ length: 100_000 }, random.uniform);
    const normal = Array.from({ length: 100_000 }, random.normal);
    assert.ok(uniform.every((u) => u >= 0 && u < 1));
    assert.ok(Math.abs(mean(uniform) - 0.5) < 5 * Math.sqrt(1 / 12 / 1e5));
    assert.ok(Math.abs(mean(normal)) < 5 / Math.sqrt(1e5));
    assert.ok(Math.abs(mean(normal.map((x) => x * x)) - 1) < 5 * Math.sqrt(2 / 1e5));
    const follow = mean(uniform.slice(1).map((u, i) => (u - 0.5) * (uniform[i]! - 0.5) * 12));
    assert.ok(Math.abs(follow) < 5 / Math.sqrt(1e5));
  });

  it("put whole numbers in every order alike often: chi-square within four standard deviations", () => {
    const draws = 12_000;
    const random = createRandom(2);
    const counts = new Map<string, number>();
    for (let i = 0; i < draws; i++) {
      const order = permutation(3, random).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    assert.equal(counts.size, 6);
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - draws / 6) ** 2 / (draws / 6), 0);
    assert.ok(Math.abs(chiSquare - 5) < 4 * Math.sqrt(10), `${chiSquare}`);
  });

  it("put each whole number in their order once", () => {
    assert.deepEqual(
      permutation(50, createRandom(2)).sort(),
      Uint32Array.from({ length: 50 }, (_, i) => i),
    );
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
