import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { distanceOf, wassersteinOf } from "../../../../src/engine/overTime/distance";
import { distributionOf, mergeDistributions } from "../../../../src/engine/overTime/distribution";
import { distributed } from "./samples";

interface Golden {
  readonly cases: readonly (Record<"a" | "b", { codes: number[]; counts: number[] }> & {
    readonly name: string;
    readonly wasserstein: number;
    readonly jensenShannon: number;
  })[];
}

const value = fc.float({ min: -1000, max: 1000, noNaN: true });
const sample = fc.array(value, { minLength: 1, maxLength: 60 });

describe("the distance of two distributions", () => {
  const { cases }: Golden = JSON.parse(readFileSync("test/fixtures/distances/distances.json", "utf8"));
  for (const { name, a, b, ...expected } of cases) {
    it(`is SciPy's: ${name}`, () => {
      const [one, other] = [a, b].map(({ codes, counts }) =>
        distributionOf({ codes: Uint16Array.from(codes), counts: Float64Array.from(counts) }),
      );
      const found = distanceOf(one!, other!);
      assert.ok(
        Math.abs(found.wasserstein - expected.wasserstein) <= 1e-12 * Math.max(1, expected.wasserstein),
        `${found.wasserstein}`,
      );
      assert.ok(Math.abs(found.jensenShannon - expected.jensenShannon) <= 1e-12, `${found.jensenShannon}`);
    });
  }

  it("is 0 from a distribution to itself, and the same either way", () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const [one, other] = [distributed(a), distributed(b)];
        assert.deepEqual(distanceOf(one, one), { wasserstein: 0, jensenShannon: 0 });
        const [forth, back] = [distanceOf(one, other), distanceOf(other, one)];
        assert.ok(Math.abs(forth.wasserstein - back.wasserstein) <= 1e-9);
        assert.ok(Math.abs(forth.jensenShannon - back.jensenShannon) <= 1e-12);
        assert.ok(forth.jensenShannon >= 0 && forth.jensenShannon <= 1);
      }),
    );
  });

  it("is what values were moved by, within the width of a bucket", () => {
    fc.assert(
      fc.property(sample, fc.float({ min: -100, max: 100, noNaN: true }), (values, by) => {
        const moved = distanceOf(distributed(values), distributed(values.map((x) => x + by)));
        // The middle of a bucket is a relative 2^-8 off at most, on either side.
        const coarse = 2 ** -8 * (2 * 1000 + 2 * 1100) + 1e-6;
        assert.ok(Math.abs(moved.wasserstein - Math.abs(by)) <= coarse);
      }),
    );
  });

  it("never grows on a detour", () => {
    fc.assert(
      fc.property(sample, sample, sample, (a, b, c) => {
        const [one, two, three] = [distributed(a), distributed(b), distributed(c)];
        assert.ok(wassersteinOf(one, three) <= wassersteinOf(one, two) + wassersteinOf(two, three) + 1e-9);
      }),
    );
  });

  it("is halved where both are mixed with as many values of one of them", () => {
    fc.assert(
      fc.property(sample, (a) => {
        const [one, other] = [distributed(a), distributed(a.map((x) => x / 2 + 3))];
        const half = wassersteinOf(one, mergeDistributions(one, other));
        assert.ok(Math.abs(half - wassersteinOf(one, other) / 2) <= 1e-9);
      }),
    );
  });

  it("is 1 bit where nothing is shared, and NaN where there are no values", () => {
    assert.deepEqual(distanceOf(distributed([-1]), distributed([1, 2])).jensenShannon, 1);
    assert.deepEqual(distanceOf(distributed([]), distributed([1])), {
      wasserstein: Number.NaN,
      jensenShannon: Number.NaN,
    });
  });
});
