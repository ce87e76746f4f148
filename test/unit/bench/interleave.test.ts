import assert from "node:assert/strict";
import { interleave } from "../../bench/interleave";

/** Contestants that take exactly their time, on a clock that nothing else moves. */
async function play(costs: Readonly<Record<string, number>>, rounds: number, milliseconds = 0) {
  let clock = 0;
  let order = "";
  let waited = 0;
  const contestants = Object.entries(costs).map(([key, ms]) => ({
    key,
    side: key,
    run: async () => {
      order += key;
      clock += ms;
      return { ms };
    },
  }));
  const wait = async (ms: number) => {
    waited += ms;
  };
  const kept = await interleave(contestants, { milliseconds, rounds, now: () => clock, wait });
  return { order, waited, kept: Object.fromEntries([...kept].map(([key, runs]) => [key, runs.length])) };
}

describe("interleaving", () => {
  it("goes by turns, waits before each, and does not count the first run", async () => {
    assert.deepEqual(await play({ a: 200, b: 300 }, 2), { order: "ababab", waited: 400, kept: { a: 2, b: 2 } });
  });

  it("warms short ones up for 50 ms before every run", async () => {
    assert.deepEqual(await play({ a: 20, b: 300 }, 2), { order: "abaaaabaaaab", waited: 400, kept: { a: 2, b: 2 } });
  });

  it("asks long ones in every fifth round only, and counts their first run", async () => {
    assert.deepEqual(await play({ a: 200, b: 2000 }, 5), { order: "abaaaaab", waited: 200, kept: { a: 5, b: 2 } });
  });

  it("goes on while there is time", async () => {
    assert.equal((await play({ a: 200 }, 1, 1000)).kept.a, 4);
  });
});
