import assert from "node:assert/strict";
import fc from "fast-check";
import { bandsOf } from "../../../src/ui/figures/bands";

describe("bands over channels", () => {
  it("are linear quantiles of each step", () => {
    const step = Float64Array.from({ length: 21 }, (_, i) => 20 - i);
    assert.deepEqual(bandsOf([step]), { low90: [1], low50: [5], median: [10], high50: [15], high90: [19] });
  });

  it("leave out channels that are not finite", () => {
    const { low90, median, high90 } = bandsOf([
      Float64Array.of(Number.NaN, 2, Number.POSITIVE_INFINITY, 2),
      Float64Array.of(Number.NaN, Number.NaN, Number.NaN, Number.NaN),
    ]);
    assert.deepEqual(
      [low90, median, high90],
      [
        [2, Number.NaN],
        [2, Number.NaN],
        [2, Number.NaN],
      ],
    );
  });

  it("leave the series as it was", () => {
    const step = Float64Array.of(3, 1, 2);
    bandsOf([step]);
    assert.deepEqual(step, Float64Array.of(3, 1, 2));
  });

  it("do not depend on the channels' order, and are nested", () =>
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 }), (values) => {
        const bands = bandsOf([Float64Array.from(values)]);
        assert.deepEqual(bands, bandsOf([Float64Array.from(values.toReversed())]));
        const nested = [bands.low90, bands.low50, bands.median, bands.high50, bands.high90].flat();
        const rounding = 1e-9 * Math.max(...values.map(Math.abs));
        nested.slice(1).forEach((value, i) => {
          assert.ok(value >= nested[i]! - rounding);
        });
      }),
    ));
});
