import assert from "node:assert/strict";
import { createPace, type Timing } from "../../../src/host/pace";

/** Time that passes when it is told to. */
function fakeTiming() {
  let now = 0;
  let waiting: { at: number; work: () => void }[] = [];
  const timing: Timing = {
    now: () => now,
    later(work, milliseconds) {
      const own = { at: now + milliseconds, work };
      waiting.push(own);
      return () => {
        waiting = waiting.filter((one) => one !== own);
      };
    },
  };
  const pass = async (milliseconds: number) => {
    const end = now + milliseconds;
    for (;;) {
      const [next] = waiting.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      waiting = waiting.filter((one) => one !== next);
      now = Math.max(now, next.at);
      next.work();
      await new Promise((done) => setImmediate(done));
    }
    now = end;
  };
  return { timing, pass, spend: (milliseconds: number) => (now += milliseconds), waits: () => waiting.length };
}

/** Sets the clock back by an hour while something is done. */
async function withClockSetBack(work: () => Promise<void>): Promise<void> {
  const { now } = Date;
  Date.now = () => now() - 3_600_000;
  try {
    await work();
  } finally {
    Date.now = now;
  }
}

describe("The pace at which a run is looked at", () => {
  const setUp = (cost: number, rest = 5000) => {
    const time = fakeTiming();
    const asked: number[] = [];
    const pace = createPace(async () => {
      asked.push(time.timing.now());
      time.spend(cost);
      return rest;
    }, time.timing);
    return { ...time, asked, pace };
  };

  it("is slow where nothing happens", async () => {
    const { pace, asked, pass } = setUp(10);
    pace.resume();
    await pass(12_000);
    assert.deepEqual(asked, [0, 5010, 10_020]);
  });

  it("is once a second at most, however many hints come", async () => {
    const { pace, asked, pass } = setUp(10);
    pace.resume();
    for (let i = 0; i < 50; i++) {
      await pass(100);
      pace.hint();
    }
    assert.ok(asked.length >= 4 && asked.length <= 6, `${asked.length} times in five seconds`);
    for (const [i, at] of asked.slice(1).entries()) assert.ok(at - asked[i]! >= 1000);
  });

  it("leaves five times what an answer takes from one to the next", async () => {
    const { pace, asked, pass } = setUp(2000);
    pace.resume();
    for (let i = 0; i < 300; i++) {
      await pass(100);
      pace.hint();
    }
    for (const [i, at] of asked.slice(1).entries()) assert.ok(at - asked[i]! >= 10_000);
  });

  it("goes on where the clock is set back", async () => {
    let asked = 0;
    const pace = createPace(async () => ++asked);
    pace.resume();
    await new Promise((done) => setTimeout(done, 100));
    assert.equal(asked, 1);
    await withClockSetBack(() => new Promise((done) => setTimeout(done, 1500)));
    pace.dispose();
    assert.ok(asked > 1, `asked ${asked} times`);
  });

  it("asks once more where a hint comes while it is asking", async () => {
    const time = fakeTiming();
    let answer: (rest: number) => void = () => {};
    let asked = 0;
    const pace = createPace(() => {
      asked++;
      return new Promise((done) => {
        answer = done;
      });
    }, time.timing);
    pace.resume();
    await time.pass(10);
    pace.hint();
    answer(60_000);
    await new Promise((done) => setImmediate(done));
    await time.pass(1500);
    assert.equal(asked, 2);
  });

  it("stands still while paused, asks at once after it, and has no timer left when it is disposed of", async () => {
    const { pace, asked, pass, waits } = setUp(10);
    await pass(9000);
    assert.deepEqual(asked, []);
    pace.resume();
    await pass(2000);
    pace.pause();
    pace.hint();
    await pass(60_000);
    assert.equal(asked.length, 1);
    pace.resume();
    await pass(0);
    assert.equal(asked.length, 2);
    pace.dispose();
    pace.hint();
    assert.equal(waits(), 0);
  });
});
