import assert from "node:assert/strict";
import { labPointsToJson } from "../../../../src/protocol/labPoints";
import { drawnArms, linesOf } from "../../../../src/ui/lab/drawnLines";
import { hear, outcomeSoFar, resultsOf } from "../../../../src/ui/lab/shownRuns";
import { labRun, shown, training } from "./labSamples";

describe("the lab's runs, as a page knows them", () => {
  it("grow by what is told, each training by itself", () => {
    const before = [shown(labRun("batch-norm"), [training(0, 1, [0.1], false)])];
    const news = labPointsToJson([
      { ...training(0, 1, []), points: training(0, 1, [0.1, 0.5]).points.slice(1) },
      training(1, 1, [0.2], false),
    ]);
    const [after] = hear(before, { type: "points", id: 1, points: news });
    assert.deepEqual(after!.trainings, [training(0, 1, [0.1, 0.5]), training(1, 1, [0.2], false)]);
    assert.equal(
      hear([after!], { type: "run", run: labRun("batch-norm", { state: "paused" }) })[0]!.run.state,
      "paused",
    );
    assert.deepEqual(hear([after!], { type: "removed", id: 1 }), []);
  });

  it("leave out a run of an experiment that nobody knows", () => {
    assert.deepEqual(hear([], { type: "session", runs: [{ run: labRun("gold"), points: "[]" }] }), []);
  });

  it("have the steps that they were cut to", () => {
    const cut = shown(labRun("group-norm", { request: { experiment: "group-norm", seeds: 1, steps: 10 } }), []);
    assert.ok(cut.experiment.arms.every((arm) => arm.training.steps === 10));
  });

  it("have an outcome of seeds that every network was trained from, in order, and none before", () => {
    const arms = Array.from({ length: 9 }, (_, arm) => arm);
    const ofSeed = (seed: number) => arms.map((arm) => training(arm, seed, [0.1, 0.9]));
    const placement = labRun("placement");
    assert.deepEqual(outcomeSoFar(shown(placement, ofSeed(1).slice(1))).conclusions, []);
    const one = outcomeSoFar(shown(placement, [...ofSeed(2), ...ofSeed(1).slice(1)]));
    assert.deepEqual(one.seeds, [2]);
    assert.match(one.conclusions[0]!.text, /^With sigmoid: 50\.0 % \(one seed\) at the end/);
    assert.deepEqual(outcomeSoFar(shown(placement, [...ofSeed(2), ...ofSeed(1)])).seeds, [1, 2]);
  });

  it("count trainings in progress for curves alone", () => {
    const run = shown(labRun("batch-norm"), [training(0, 2, [0.1]), training(0, 1, [0.1], false)]);
    const seeds = (unfinished: boolean) => resultsOf(run, unfinished)[0]!.runs.map(({ seed }) => seed);
    assert.deepEqual([seeds(true), seeds(false)], [[1, 2], [2]]);
  });
});

describe("the lines that are drawn", () => {
  it("are as many at first as there are hues, and then those that were chosen", () => {
    for (const name of ["batch-norm", "learning-rates", "group-norm", "placement", "dropout", "running-momentum"]) {
      const arms = drawnArms(shown(labRun(name), []), {});
      assert.ok(arms.length >= 5 && arms.length <= 8, `${name}: ${arms.length}`);
    }
    assert.deepEqual(drawnArms(shown(labRun("batch-norm"), []), { 1: [2] }), [2]);
  });

  it("have hues in their order, and their run's number where there are several", () => {
    const runs = [shown(labRun("batch-norm"), []), shown(labRun("batch-norm", { id: 2 }), [])];
    const told = (drawn: Record<number, number[]>) => linesOf(runs, drawn).map(({ label, index }) => [label, index]);
    assert.deepEqual(told({ 1: [0, 4], 2: [] }), [
      ["plain, 0.3", 0],
      ["batch norm, 0.3", 1],
    ]);
    assert.deepEqual(told({ 1: [0], 2: [0] }), [
      ["1: plain, 0.3", 0],
      ["2: plain, 0.3", 1],
    ]);
  });
});
