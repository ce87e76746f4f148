import assert from "node:assert/strict";
import { once } from "node:events";
import { resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { createLabWasm } from "../../../../src/engine/kernels/labWasm";
import type { FromLabThread, LabRequest, ToLabThread } from "../../../../src/protocol/lab";
import { createTrainer } from "../../../../src/worker/lab/trainer";
import { twoClouds } from "../../engine/lab/smallData";

const REQUEST: LabRequest = { experiment: "batch-norm", seeds: 1, steps: 60 };

describe("a thread of the lab", () => {
  it("tells what an experiment takes, and of what", async () => {
    const { receive, until } = start();
    receive({ type: "plan", request: REQUEST });
    const { generator, ...plan } = (await until("planned")).plan;
    assert.match(generator, /^normscope /);
    assert.deepEqual(plan, { steps: Array(9).fill(60), data: { name: "two clouds", train: 80, test: 30 } });
  });

  it("trains one network and tells each look at the test examples", async () => {
    const { receive, until, heard } = start();
    receive({ type: "train", request: REQUEST, key: { arm: 4, seed: 1 } });
    await until("trained");
    assert.deepEqual(pointsOf(heard), [0, 50, 60]);
  });

  it("holds between two looks when it is told to pause, and goes on where it was", async () => {
    const { receive, until, heard } = start();
    // The first look comes before the first step; the next would come after 50.
    receive({ type: "train", request: REQUEST, key: { arm: 0, seed: 1 } });
    receive({ type: "pause", paused: true });
    await until("step");
    await setTimeout(300);
    assert.deepEqual(pointsOf(heard), [0]);
    receive({ type: "pause", paused: false });
    await until("trained");
    assert.deepEqual(pointsOf(heard), [0, 50, 60]);
  });

  it("says in one line what it cannot do", async () => {
    const { receive, until } = start();
    receive({ type: "plan", request: { ...REQUEST, experiment: "gold" } });
    assert.equal((await until("failed")).message, 'the lab has no experiment "gold"');
    receive({ type: "train", request: REQUEST, key: { arm: 9, seed: 1 } });
    assert.equal((await until("failed", 2)).message, "arm 9 of batch-norm is asked for, but it has 9");
  });

  it("is a bundle of its own that finds the digits beside it", async () => {
    const worker = new Worker(resolve("dist/lab.mjs"));
    worker.postMessage({ type: "plan", request: REQUEST } satisfies ToLabThread);
    const [planned] = await once(worker, "message");
    assert.deepEqual([planned.plan.data.train, planned.plan.data.test], [8000, 2000]);
    await worker.terminate();
  });
});

function start() {
  const heard: FromLabThread[] = [];
  const trainer = createTrainer(
    createLabWasm(2 ** 26),
    async () => twoClouds([1, 28, 28], 80),
    (message) => {
      heard.push(message);
    },
  );
  async function until<Type extends FromLabThread["type"]>(type: Type, times = 1) {
    for (;;) {
      const found = heard.filter((message) => message.type === type);
      if (found.length >= times) return found[times - 1] as Extract<FromLabThread, { type: Type }>;
      await setTimeout(5);
    }
  }
  return { receive: trainer.receive, heard, until };
}

function pointsOf(heard: readonly FromLabThread[]): number[] {
  return heard.flatMap((message) => (message.type === "step" && message.point ? [message.point.step] : []));
}
