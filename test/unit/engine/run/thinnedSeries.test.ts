import assert from "node:assert/strict";
import fc from "fast-check";
import { createThinnedSeries } from "../../../../src/engine/run/thinnedSeries";

describe("A thinned series", () => {
  it("keeps all while they are few", () => {
    const series = createThinnedSeries<number>();
    for (let i = 0; i < 99; i++) series.add(i, false, 100);
    assert.deepEqual(
      series.kept(),
      Array.from({ length: 99 }, (_, i) => i),
    );
  });

  it("keeps the first, the last and the marked ones, in order, and no more than so many", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 8, max: 64 }),
        fc.integer({ min: 1, max: 3000 }),
        fc.nat(3000),
        (most, length, marked) => {
          const series = createThinnedSeries<number>();
          for (let i = 0; i < length; i++) series.add(i, i === marked, most);
          const kept = series.kept();
          assert.equal(series.length, length);
          assert.ok(kept.length <= most);
          assert.ok(kept.length >= Math.min(length, most / 4));
          assert.equal(kept[0], 0);
          assert.equal(kept.at(-1), length - 1);
          if (marked < length) assert.ok(kept.includes(marked));
          assert.deepEqual(
            kept,
            [...new Set(kept)].sort((a, b) => a - b),
          );
        },
      ),
    );
  });

  it("lets marked ones go where all are marked", () => {
    const series = createThinnedSeries<number>();
    for (let i = 0; i < 10_000; i++) series.add(i, true, 100);
    assert.ok(series.kept().length <= 100);
  });
});
