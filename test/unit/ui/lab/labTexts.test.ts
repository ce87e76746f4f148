import assert from "node:assert/strict";
import { INITIAL_CHOICE, readChoice } from "../../../../src/ui/lab/labChoice";
import { labCsv, labJson } from "../../../../src/ui/lab/labFiles";
import { progressLines, stateText, timeText } from "../../../../src/ui/lab/progressText";
import { labRun, shown, training } from "./labSamples";

describe("how far a run of the lab is", () => {
  const progress = {
    trainings: { finished: 3, inAll: 14 },
    steps: { done: 12_345.4, inAll: 56_000 },
    now: [{ arm: 4, seed: 1, step: 1200 }],
    secondsLeft: 150,
  };

  it("is told in trainings, steps and the time that is left", () => {
    assert.deepEqual(progressLines(shown(labRun("batch-norm", { progress }), [])), [
      "3 of 14 trainings, about 3 min left",
      "Step 12,345 of 56,000 in all",
      "Seed 1, batch norm, learning rate 0.3: step 1,200 of 4,000",
    ]);
  });

  it("promises no time while it is paused", () => {
    assert.equal(progressLines(shown(labRun("batch-norm", { progress, state: "paused" }), []))[0], "3 of 14 trainings");
  });

  it("is told with the reason where it has failed", () => {
    const failed = labRun("batch-norm", { progress, state: "failed", message: "A thread stopped." });
    assert.equal(stateText(failed), "A thread stopped. 3 of 14 trainings finished.");
  });

  for (const [seconds, text] of [
    [3, "a few seconds"],
    [44, "about 40 s"],
    [100, "about 2 min"],
    [6000, "about 1.7 h"],
  ] as const) {
    it(`${seconds} seconds are ${text}`, () => assert.equal(timeText(seconds), text));
  }
});

describe("what was chosen in the lab", () => {
  it("comes back as it was", () => {
    const choice = {
      request: { experiment: "dropout", seeds: 5, steps: 100 },
      drawn: { 1: [0, 2] },
      focus: 1,
      logarithmic: true,
      asTable: true,
    };
    assert.deepEqual(readChoice(JSON.parse(JSON.stringify(choice))), choice);
  });

  for (const saved of [
    undefined,
    null,
    "text",
    { request: { experiment: "gold", seeds: 0, steps: -1 }, drawn: { x: [1], 1: "all" }, focus: "1", asTable: 1 },
    { request: { seeds: 1e9 }, drawn: [], focus: 0.5 },
  ]) {
    it(`is the initial choice where what was saved is ${JSON.stringify(saved)}`, () => {
      assert.deepEqual(readChoice(saved), INITIAL_CHOICE);
    });
  }
});

describe("a run of the lab in files", () => {
  const run = shown(labRun("batch-norm"), [training(0, 1, [0.1, 0.5]), training(4, 2, [0.2], false)]);

  it("has every look on a line of CSV, unfinished trainings too", () => {
    assert.deepEqual(labCsv(run).split("\r\n"), [
      "network,seed,step,train_loss,test_loss,accuracy,batch_accuracy,input_p15,input_p50,input_p85",
      '"plain, learning rate 0.3",1,0,,1,0.1,,,,',
      '"plain, learning rate 0.3",1,50,1,1,0.5,,,,',
      '"batch norm, learning rate 0.3",2,0,,1,0.2,,,,',
      "",
    ]);
  });

  it("has its finished trainings as JSON, as the command line has them", () => {
    const { version, experiment, trainings, results } = JSON.parse(labJson(run));
    assert.deepEqual([version, experiment.name, trainings.finished], [1, "batch-norm", 1]);
    assert.deepEqual([results[0].runs[0].points.length, results[4].runs], [2, []]);
  });
});
