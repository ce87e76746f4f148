import assert from "node:assert/strict";
import { profileTwin } from "../../../src/engine/kernels/profileTwin";
import { elementsOf, type Layout } from "../../../src/engine/layout";
import { openSweeps } from "../../bench/ours/kernels";
import type { Task } from "../../bench/protocol";

const VALUES = Float32Array.from({ length: 1000 }, (_, i) => ((i * 7) % 13) - 5);

const layouts: Layout[] = [
  { outer: 1, channels: 1, inner: 2_500_000 },
  { outer: 40, channels: 25, inner: 2_500 },
  { outer: 10_000, channels: 250, inner: 1 },
];

describe("what the benchmark times", () => {
  for (const layout of layouts) {
    const [from, to] = [2 ** 20, elementsOf(layout)];
    it(`is a profile of ${JSON.stringify(layout)} from value ${from} on`, () => {
      const task = { dtype: "float32", layout } as Task;
      const sweeps = openSweeps(task, new Uint8Array(VALUES.buffer), from, to);
      const expected = twinOf(layout, from, to);
      for (let run = 0; run < 2; run++) {
        const { channels, whole } = sweeps.full();
        assert.deepEqual(channels.moments.count, expected.channels.moments.count);
        assert.deepEqual(channels.min, expected.channels.min);
        assert.deepEqual(whole.counted.count, expected.whole.counted.count);
        assert.deepEqual(whole.places, expected.whole.places);
      }
      assert.deepEqual(sweeps.moments(), sweeps.full().channels);
    });
  }
});

function twinOf(layout: Layout, from: number, to: number) {
  const summer = profileTwin({ dtype: "float32", layout, toIndex: null });
  const slot = new Float32Array(summer.slots[0].buffer);
  for (let start = from; start < to; start += slot.length) {
    const count = Math.min(slot.length, to - start);
    for (let i = 0; i < count; i++) slot[i] = VALUES[(start + i) % VALUES.length]!;
    summer.add(summer.slots[0].subarray(0, 4 * count), start);
  }
  return { channels: summer.takeChannels(), whole: summer.end() };
}
