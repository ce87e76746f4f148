import assert from "node:assert/strict";
import { createNormTwin } from "../../../../src/engine/kernels/normTwin";

const twin = createNormTwin();
const { channelMoments, normalizeRows } = twin;

/** Mean, what rounding took from it, and variance of values that are one channel. */
function moments(values: Float32Array | Float64Array): [number, number, number] {
  const [mean, variance, low] = [new Float64Array(1), new Float64Array(1), new Float64Array(1)];
  channelMoments(values, { outer: 1, channels: 1, inner: values.length }, 0, 1, mean, variance, low);
  return [mean[0]!, low[0]!, variance[0]!];
}

describe("the twin's moments", () => {
  it("are exact where the offset dwarfs the spread", () => {
    const [mean, low, variance] = moments(Float64Array.of(1e8, 1e8 + 1, 1e8 + 1));
    assert.equal(mean - 1e8 + low, 2 / 3);
    assert.ok(Math.abs(variance - 2 / 9) < 1e-16);
  });

  it("of one repeated value are that value and 0", () => {
    for (const value of [3.3, 1e8 + 0.1, 1e-310, 1e150]) {
      assert.deepEqual(moments(new Float64Array(7).fill(value)), [value, 0, 0]);
    }
  });

  it("of float32's largest and smallest numbers neither overflow nor vanish", () => {
    const largest = 2 ** 127;
    assert.deepEqual(moments(Float32Array.of(largest, -largest)), [0, 0, largest ** 2]);
    const smallest = 2 ** -149;
    assert.deepEqual(moments(Float32Array.of(smallest, -smallest)), [0, 0, smallest ** 2]);
  });

  it("of no values are NaN", () => {
    assert.deepEqual(moments(new Float64Array(0)), [Number.NaN, Number.NaN, Number.NaN]);
  });

  it("touch no channel outside the range", () => {
    const [mean, variance] = [new Float64Array(3), new Float64Array(3)];
    channelMoments(Float64Array.of(1, 2, 3, 3, 4, 5), { outer: 2, channels: 3, inner: 1 }, 1, 2, mean, variance);
    assert.deepEqual([...mean, ...variance], [0, 3, 0, 0, 1, 0]);
  });
});

describe("the twin's rows", () => {
  it("take the parameters of their group", () => {
    const statistics = { mean: new Float64Array(4), invStd: new Float64Array(4) };
    const y = new Float64Array(8);
    const options = { weight: Float64Array.of(1, 10), bias: Float64Array.of(0, 0.5), eps: 0, centred: true };
    const rows = { rows: 4, channels: 1, inner: 2, groups: 2 };
    normalizeRows(Float64Array.of(0, 2, 4, 8, 1, 3, 5, 5.5), y, rows, options, statistics);
    assert.deepEqual([...y], [-1, 1, -9.5, 10.5, -1, 1, -9.5, 10.5]);
    assert.deepEqual([...statistics.mean], [1, 6, 2, 5.25]);
    assert.deepEqual([...statistics.invStd], [1, 0.5, 1, 4]);
  });

  it("may be normalized in place", () => {
    const x = Float32Array.of(1, 3);
    const statistics = { mean: new Float64Array(1), invStd: new Float64Array(1) };
    const options = { weight: null, bias: null, eps: 0, centred: false };
    normalizeRows(x, x, { rows: 1, channels: 2, inner: 1, groups: 1 }, options, statistics);
    assert.deepEqual(x, Float32Array.of(1 / Math.sqrt(5), 3 / Math.sqrt(5)));
    assert.deepEqual([statistics.mean[0], statistics.invStd[0]], [0, 1 / Math.sqrt(5)]);
  });
});
