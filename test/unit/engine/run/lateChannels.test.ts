import assert from "node:assert/strict";
import fc from "fast-check";
import { createLateWindow } from "../../../../src/engine/run/lateChannels";
import { mergeParts } from "../../../../src/engine/run/mergeParts";
import { layerPart } from "./samples";

const stepOf = (values: readonly number[]) => mergeParts(0, [layerPart(values.map((x) => [x]))], 1).sums;

describe("the last steps of a layer", () => {
  it("are the last 25 to 50, with the variance inside steps", () => {
    const value = fc.float({ min: -100, max: 100, noNaN: true });
    const steps = fc.array(fc.array(value, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(steps, (all) => {
        const window = createLateWindow(1);
        for (const values of all) window.add(stepOf(values));
        const late = window.take()!;
        assert.ok(late.steps === all.length || (late.steps > 25 && late.steps <= 50));
        const known = all.slice(-late.steps);
        const flat = known.flat();
        const near = (actual: number, expected: number) => assert.ok(Math.abs(actual - expected) <= 1e-9, `${actual}`);
        assert.equal(late.count[0], flat.length);
        near(late.mean[0]!, flat.reduce((sum, x) => sum + x, 0) / flat.length);
        const within = known.map((values) => {
          const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
          return values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
        });
        near(late.variance[0]!, within.reduce((sum, x) => sum + x, 0) / flat.length);
        assert.deepEqual([late.min[0], late.max[0]], [Math.min(...flat), Math.max(...flat)]);
      }),
    );
  });

  it("are none before the first", () => {
    assert.equal(createLateWindow(3).take(), null);
  });
});
