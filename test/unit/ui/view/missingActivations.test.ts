import assert from "node:assert/strict";
import type { Layer } from "../../../../src/engine/report";
import { missingActivations } from "../../../../src/ui/view/missingActivations";
import { studiedRun } from "../../../../src/ui/view/studiedRun";
import { INITIAL_VIEW } from "../../../../src/ui/view/viewState";
import { layer, running } from "../samples";

describe("What is missing where a layer's examples are asked about", () => {
  const logged = { ...running([[0], [1]]), logged: { steps: 2, every: 1, updates: 2, training: [], evaluations: [] } };
  const cases: readonly (readonly [title: string, part: Partial<Layer>, missing: RegExp | null])[] = [
    ["nothing of several examples with channels", { shape: [4, 2, 8, 8] }, null],
    [
      "activations, of a run's log",
      { running: logged },
      /^A run's log holds statistics of bn1, but this takes activations/,
    ],
    [
      "an axis of channels",
      { shape: [4], channelAxis: null },
      /^bn1 has no axis of channels .* shape \(4\) is too short/,
    ],
    ["an axis of examples", { channelAxis: 0 }, /^bn1 has no axis of examples: its channels lie along the first axis/],
    ["a second example", { shape: [1, 2] }, /^bn1 holds one example \(shape \(1, 2\)\), but this takes two at least/],
    ["nothing known, of steps whose last may have more", { shape: [1, 2], running: running([[0], [1]]) }, null],
  ];
  for (const [title, part, missing] of cases) {
    it(`is ${title}`, () => {
      const told = missingActivations("bn1", layer(part));
      if (missing === null) assert.equal(told, null);
      else assert.match(told!, missing);
    });
  }
});

describe("The run whose activations are studied", () => {
  const row = {
    name: "bn1",
    runs: [
      { run: "a", index: 0, content: layer({ shape: [4, 2] }) },
      { run: "b", index: 1, content: layer({ shape: [64, 2] }) },
    ],
  };

  it("is the one with the most examples", () => assert.equal(studiedRun(row, INITIAL_VIEW).run, "b"));

  it("is the one that was chosen, where it is there", () => {
    assert.equal(studiedRun(row, { ...INITIAL_VIEW, studied: "a" }).run, "a");
    assert.equal(studiedRun(row, { ...INITIAL_VIEW, studied: "gone" }).run, "b");
  });
});
