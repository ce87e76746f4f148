import assert from "node:assert/strict";
import { createLabWasm } from "../../../../src/engine/kernels/labWasm";
import type { Arm, Experiment } from "../../../../src/engine/lab/experiments/experiment";
import { type LabProgress, runExperiment } from "../../../../src/engine/lab/runExperiment";
import { twoClouds } from "./smallData";

const DATA = twoClouds([4]);
const EXPERIMENT: Pick<Experiment, "arms" | "summarize" | "conclude"> = {
  arms: [arm("slow", 0.01), arm("quick", 1)],
  conclude: () => [{ text: "It was quick.", paper: null }],
  summarize: (results) =>
    results.map(({ arm: { name }, runs }) => ({ name, unit: "steps", perSeed: runs.map(({ seed }) => seed) })),
};

describe("an experiment", () => {
  it("trains every arm from every seed, and tells how far it is", async () => {
    const told: LabProgress[] = [];
    const outcome = await run([5, 6], (progress) => void (progress.point && told.push(progress)));
    assert.deepEqual(
      outcome.results.map(({ arm, runs }) => [arm.name, runs.map(({ seed, points }) => [seed, points.length])]),
      [
        [
          "slow",
          [
            [5, 3],
            [6, 3],
          ],
        ],
        [
          "quick",
          [
            [5, 3],
            [6, 3],
          ],
        ],
      ],
    );
    assert.deepEqual(outcome.figures[0], { name: "slow", unit: "steps", perSeed: [5, 6] });
    assert.deepEqual(
      told.map(({ stepsDone }) => stepsDone),
      [0, 10, 20, 20, 30, 40, 40, 50, 60, 60, 70, 80],
    );
    assert.ok(told.every(({ stepsInAll }) => stepsInAll === 80));
  });

  it("comes out the same with other seeds before", async () => {
    const [alone, after] = [await run([6]), await run([5, 6])];
    assert.deepEqual(after.results[1]!.runs[1], alone.results[1]!.runs[0]);
  });

  it("waits while its watch does", async () => {
    let waited = 0;
    const { trainings } = await run([1], async () => {
      await Promise.resolve();
      waited++;
    });
    assert.deepEqual([trainings, waited], [{ finished: 2, inAll: 2 }, 2 * (1 + 20)]);
  });

  it("stopped between looks, ends at that step", async () => {
    let last = -1;
    const { trainings } = await run(
      [5],
      ({ step }) => {
        last = step;
      },
      () => last === 13,
    );
    assert.deepEqual([last, trainings.finished], [13, 0]);
  });

  for (const { looks, finished, seeds } of [
    { looks: 2, finished: [[], []], seeds: [] },
    { looks: 3, finished: [[5], []], seeds: [] },
    { looks: 5, finished: [[5], []], seeds: [] },
    { looks: 7, finished: [[5], [5]], seeds: [5] },
    { looks: 10, finished: [[5, 6], [5]], seeds: [5] },
    {
      looks: 12,
      finished: [
        [5, 6],
        [5, 6],
      ],
      seeds: [5, 6],
    },
  ]) {
    it(`stopped after ${looks} looks of 12, keeps what is finished, and has figures of the seeds that all arms have`, async () => {
      let looked = 0;
      const outcome = await run(
        [5, 6],
        ({ point }) => void (point && looked++),
        () => looked >= looks,
      );
      assert.deepEqual(
        outcome.results.map(({ runs }) => runs.map(({ seed }) => seed)),
        finished,
      );
      assert.deepEqual(outcome.trainings, { finished: finished.flat().length, inAll: 4 });
      assert.deepEqual(outcome.seeds, seeds);
      assert.deepEqual(
        outcome.figures.map(({ perSeed }) => perSeed),
        seeds.length > 0 ? [seeds, seeds] : [],
      );
    });
  }
});

function run(
  seeds: readonly number[],
  progress: (progress: LabProgress) => void | Promise<void> = () => {},
  stopped = () => false,
) {
  return runExperiment(createLabWasm(2 ** 20), DATA, EXPERIMENT, seeds, { progress, stopped });
}

function arm(name: string, learningRate: number): Arm {
  const network = { inputShape: [4], layers: [{ kind: "linear", outputs: 2 } as const], initialization: 0.1 };
  const optimizer = { kind: "sgd", learningRate } as const;
  return {
    name,
    label: name,
    settings: {},
    training: { network, optimizer, batchSize: 10, steps: 20, evaluateEvery: 10 },
  };
}
