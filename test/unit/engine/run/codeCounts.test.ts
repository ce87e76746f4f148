import assert from "node:assert/strict";
import fc from "fast-check";
import { createCodeCounts } from "../../../../src/engine/run/codeCounts";
import { bucketTable } from "../../../../src/engine/statistics/bucketTable";

function codesOf(values: Float32Array): { codes: Uint16Array; counts: Float64Array } {
  const bits = new Uint16Array(values.buffer);
  const counted = new Map<number, number>();
  for (let i = 0; i < values.length; i++) counted.set(bits[2 * i + 1]!, (counted.get(bits[2 * i + 1]!) ?? 0) + 1);
  const sorted = [...counted].sort(([a], [b]) => a - b);
  return {
    codes: Uint16Array.from(sorted, ([code]) => code),
    counts: Float64Array.from(sorted, ([, count]) => count),
  };
}

describe("The buckets of a run's log", () => {
  it("are those of the engine's own table, for all but subnormal numbers", () => {
    const finite = fc
      .float({ noNaN: true, noDefaultInfinity: true })
      .filter((x) => x === 0 || Math.abs(x) >= 2 ** -126);
    fc.assert(
      fc.property(fc.array(finite, { maxLength: 200 }), fc.nat(200), (list, cut) => {
        const values = Float32Array.from(list);
        const table = bucketTable("float32");
        table.add(new Uint8Array(values.buffer));
        const { subnormal, ...expected } = table.take();
        const codes = createCodeCounts();
        codes.add(codesOf(values.slice(0, cut)));
        codes.add(codesOf(values.slice(cut)));
        assert.deepEqual(codes.buckets(), expected);
        assert.equal(codes.below(2 ** -126) - values.filter((x) => x === 0).length, subnormal);
      }),
    );
  });

  it("tell subnormal numbers from normal ones", () => {
    const codes = createCodeCounts();
    codes.add(codesOf(Float32Array.of(1e-40, -1e-39, 0, 1)));
    assert.equal(codes.below(2 ** -126), 3);
    const { lower, count } = codes.buckets();
    assert.deepEqual(count, Float64Array.of(1, 1, 1, 1));
    assert.ok(lower[0]! < -9e-40 && lower[1] === 0 && lower[2]! > 9e-41 && lower[3] === 1);
  });

  it("take no more memory than there is for all layers", () => {
    const budget = { left: 2 };
    const add = (...codes: number[]) =>
      createCodeCounts(budget).add({ codes: Uint16Array.from(codes), counts: Float64Array.from(codes, () => 1) });
    add(1, 2, 255);
    add(0x3f80);
    assert.throws(() => add(1), /take more memory than there is/);
  });

  it("count what is infinite as float32 as the largest", () => {
    const codes = createCodeCounts();
    codes.add({ codes: Uint16Array.of(0x7f80, 0xff80), counts: Float64Array.of(1, 2) });
    const { value, count } = codes.buckets();
    assert.deepEqual(count, Float64Array.of(2, 1));
    assert.ok(value.every(Number.isFinite));
  });
});
