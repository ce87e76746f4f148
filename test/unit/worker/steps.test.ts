import assert from "node:assert/strict";
import { stepsOf } from "../../../src/worker/steps";

describe("order and names of a run's files", () => {
  check("step numbers in the names decide", ["step-10.npz", "step-9.npz"], ["9 step-9.npz", "10 step-10.npz"]);
  check("leading zeros or none", ["step_010.npz", "step_2.npz"], ["2 step_2.npz", "10 step_010.npz"]);
  check("a word before the step", ["run1.step3.npz", "run1.step20.npz"], ["3 run1.step3.npz", "20 run1.step20.npz"]);
  check("natural order without step numbers", ["b10.npz", "b9.npz", "a.npz"], ["- a.npz", "- b9.npz", "- b10.npz"]);
  check("natural order where one file has none", ["step-2.npz", "last.npz"], ["- last.npz", "- step-2.npz"]);
  check("no step in footsteps", ["footsteps3.npz", "footsteps12.npz"], ["- footsteps3.npz", "- footsteps12.npz"]);

  layers({ "bn1-step-3.npy": "bn1", "step_3_bn1.npy": "bn1", "step3.npy": "run" });
  layers({ "0001.npy": "run", "acts_12.npy": "acts", "conv1.npy": "conv1", "features.3.conv.npy": "features.3.conv" });
});

function check(name: string, files: readonly string[], expected: readonly string[]): void {
  it(name, () => {
    const found = stepsOf(files, "run").map(({ path, step }) => `${step ?? "-"} ${path}`);
    assert.deepEqual(found, expected);
  });
}

function layers(expected: Readonly<Record<string, string>>): void {
  for (const [file, layer] of Object.entries(expected)) {
    it(`${file} belongs to layer ${layer}`, () => assert.equal(stepsOf([file], "run")[0]!.layer, layer));
  }
}
