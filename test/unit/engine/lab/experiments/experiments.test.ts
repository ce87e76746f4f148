import assert from "node:assert/strict";
import { createLabWasm } from "../../../../../src/engine/kernels/labWasm";
import { EXPERIMENTS } from "../../../../../src/engine/lab/experiments/experiments";
import { runExperiment } from "../../../../../src/engine/lab/runExperiment";
import { twoClouds } from "../smallData";

const DATA = twoClouds([1, 28, 28], 64, 8);

describe("the lab's experiments", () => {
  it("have names of their own", () => {
    assert.deepEqual(
      EXPERIMENTS.map(({ name }) => name),
      ["batch-norm", "learning-rates", "group-norm", "placement", "dropout", "running-momentum"],
    );
  });

  for (const { name, arms, summarize, conclude, compared } of EXPERIMENTS) {
    it(`${name}: every network can be trained, and every figure has a value a seed`, async () => {
      const brief = arms.map((arm) => ({ ...arm, training: { ...arm.training, steps: 2, evaluateEvery: 1 } }));
      const kernels = createLabWasm(2 ** 26);
      const watch = { progress() {}, stopped: () => false };
      const outcome = await runExperiment(kernels, DATA, { arms: brief, summarize, conclude }, [1, 2], watch);
      assert.ok(outcome.figures.length >= 2);
      assert.equal(new Set(arms.map((arm) => arm.name)).size, arms.length);
      for (const figure of outcome.figures) assert.equal(figure.perSeed.length, 2, figure.name);
      for (const { text } of outcome.conclusions) assert.match(text, /^[A-Z].*(over 2 seeds|no seed|none).*\.$/);
    });

    it(`${name}: labels tell its arms apart at the ends of lines, and so do the settings that are compared`, () => {
      const labels = arms.map(({ label }) => label);
      assert.equal(new Set(labels).size, arms.length);
      for (const label of labels) assert.ok(label.length <= 18, label);
      const { lines, along, best } = compared;
      const places = arms.map(({ settings }) => {
        return JSON.stringify([lines && settings[lines], settings[along], best && settings[best.setting]]);
      });
      assert.equal(new Set(places).size, arms.length);
    });
  }
});
