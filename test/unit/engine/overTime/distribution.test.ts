import assert from "node:assert/strict";
import fc from "fast-check";
import {
  binned,
  type Distribution,
  distributionOf,
  distributionOfBuckets,
  lowerEdge,
  mergeDistributions,
  middleOf,
} from "../../../../src/engine/overTime/distribution";
import { bucketTable } from "../../../../src/engine/statistics/bucketTable";
import { distributed } from "./samples";

const value = fc.float({ noNaN: true, noDefaultInfinity: true });
/** What is below 2^-133 counts as 0. */
const near = fc.float({ min: -50, max: 50, noNaN: true }).filter((x) => x === 0 || Math.abs(x) > 2 ** -133);
const sample = fc.array(value, { maxLength: 100 });
const width = fc.integer({ min: -20, max: 20 }).map((exponent) => 2 ** exponent);

/** Keys and counts, whatever arrays hold them. */
function plain({ keys, counts, total }: Distribution) {
  return { keys: Array.from(keys), counts: Array.from(counts), total };
}

describe("a step's distribution", () => {
  it("merges by addition", () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        assert.deepEqual(plain(mergeDistributions(distributed(a), distributed(b))), plain(distributed([...a, ...b])));
      }),
    );
  });

  it("ascends by value, and holds every value in a bucket whose middle is a relative 2^-8 away at most", () => {
    fc.assert(
      fc.property(sample, (values) => {
        const { keys, counts, total } = distributed(values);
        assert.equal(total, values.length);
        const middles = Array.from(keys).flatMap((key, i) => new Array<number>(counts[i]!).fill(middleOf(key)));
        values
          .toSorted((a, b) => a - b)
          .forEach((x, i) => {
            // Subnormal numbers have fewer bits.
            assert.ok(Math.abs(x - middles[i]!) <= Math.abs(x) * 2 ** -8 + 2 ** -133, `${x} ${middles[i]}`);
          });
      }),
    );
  });

  it("is the same of a tensor's own buckets, but for what is subnormal", () => {
    fc.assert(
      fc.property(fc.array(value.filter((x) => x === 0 || Math.abs(x) >= 2 ** -126)), (values) => {
        const table = bucketTable("float32");
        table.add(new Uint8Array(new Float32Array(values).buffer));
        assert.deepEqual(plain(distributionOfBuckets(table.take())), plain(distributed(values)));
      }),
    );
  });

  it("counts what is infinite as float32 as the largest", () => {
    const counted = distributionOf({ codes: Uint16Array.of(0x7f7f, 0x7f80, 0xff80), counts: Float64Array.of(1, 2, 4) });
    assert.deepEqual(plain(counted), { keys: [-0x7f7f, 0x7f7f], counts: [4, 3], total: 7 });
    assert.ok(Number.isFinite(lowerEdge(-0x7f7f, 0)) && Number.isFinite(middleOf(0x7f7f)));
  });

  it("keeps counts beyond 2^32, and those that are no whole numbers", () => {
    for (const count of [2 ** 40, 0.5])
      assert.equal(distributionOf({ codes: Uint16Array.of(1), counts: Float64Array.of(count) }).counts[0], count);
  });
});

describe("the bins of a width", () => {
  it("hold exactly the values above their edge; a negative one may lie on its upper edge", () => {
    fc.assert(
      fc.property(fc.array(near, { minLength: 1 }), width, (values, wide) => {
        const { keys, counts } = binned(distributed(values), wide);
        const edges = Array.from(keys, (key) => lowerEdge(key, wide));
        assert.deepEqual(
          edges,
          [...new Set(edges)].sort((a, b) => a - b),
        );
        edges.forEach((edge, i) => {
          const upper = edges[i + 1] ?? Number.POSITIVE_INFINITY;
          const own = values.filter((x) => (x >= 0 || x === 0 ? x >= edge && x < upper : x > edge && x <= upper));
          assert.equal(counts[i], own.length, `${edge} to ${upper}`);
        });
      }),
    );
  });

  it("nest: bins of bins are those of the values", () => {
    fc.assert(
      fc.property(sample, width, fc.nat(8), (values, wide, doublings) => {
        const wider = wide * 2 ** doublings;
        const [once, twice] = [binned(distributed(values), wider), binned(binned(distributed(values), wide), wider)];
        const edges = ({ keys }: Distribution) => Array.from(keys, (key) => lowerEdge(key, wider));
        assert.deepEqual(edges(once), edges(twice));
        assert.deepEqual(Array.from(once.counts), Array.from(twice.counts));
      }),
    );
  });
});
