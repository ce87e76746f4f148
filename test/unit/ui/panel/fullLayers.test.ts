import assert from "node:assert/strict";
import type { Layer } from "../../../../src/engine/report";
import { missingIn, withFull } from "../../../../src/ui/panel/fullLayers";
import { INITIAL_VIEW, type ViewState } from "../../../../src/ui/view/viewState";
import { layer, report, running } from "../samples";

const OUTLINE = { steps: 9, count: 4, settling: null };

function logged(name: string, every: number, run = ""): Layer {
  const series = running([[0], [1]]);
  const training = [true, true];
  return layer({
    name,
    run,
    running: { ...series, logged: { steps: 2, every, updates: null, training, evaluations: [] } },
  });
}

describe("What a report of a run lacks for what is looked at", () => {
  const outline = layer({ name: "b", outline: OUTLINE });
  const thinned = report([logged("a", 4), outline]);
  const whole = report([logged("a", 1), outline]);
  const cases: readonly (readonly [
    title: string,
    full: Parameters<typeof missingIn>[0],
    view: Partial<ViewState>,
    missing: ReturnType<typeof missingIn>,
  ])[] = [
    ["nothing of the first layer", { report: thinned, wanted: null }, {}, null],
    ["a layer that is an outline", { report: whole, wanted: null }, { layer: "b" }, wanting("b", null)],
    ["steps that were thinned out", { report: thinned, wanted: null }, { steps: [1, 2] }, wanting("a", [1, 2])],
    ["no steps where all are there", { report: whole, wanted: null }, { steps: [1, 2] }, null],
    ["the other steps after some", { report: whole, wanted: { layer: "a", steps: [1, 2] } }, {}, wanting("a", null)],
    ["nothing of the steps it has", { report: whole, wanted: { layer: "a", steps: [1, 2] } }, { steps: [1, 2] }, null],
    [
      "all steps where a momentum is replayed",
      { report: thinned, wanted: { layer: "a", steps: [1, 2] } },
      { steps: [1, 2], momentum: { momentum: 0.5, convention: "pytorch" } },
      wanting("a", null),
    ],
    ["the first layer where the chosen one is gone", { report: whole, wanted: null }, { layer: "gone" }, null],
    ["nothing of no layers", { report: report([]), wanted: null }, { layer: "gone" }, null],
  ];
  for (const [title, full, view, missing] of cases) {
    it(`is ${title}`, () => assert.deepEqual(missingIn(full, { ...INITIAL_VIEW, ...view }), missing));
  }

  it("is asked of each run that has the layer's log", () => {
    const tensors = layer({ name: "a", run: "tensors" });
    const runs = report([logged("a", 4, "x"), tensors, layer({ name: "a", run: "y", outline: OUTLINE })]);
    assert.deepEqual(missingIn({ report: runs, wanted: null }, INITIAL_VIEW)!.runs, ["x", "y"]);
  });

  it("takes its place when it comes, and is not missing any more", () => {
    const wanted = { layer: "b", steps: null };
    const full = withFull({ report: thinned, wanted: null }, wanted, [logged("b", 2)]);
    assert.deepEqual(
      full.report.layers.map(({ name, running }) => [name, running?.logged?.every]),
      [
        ["a", 4],
        ["b", 2],
      ],
    );
    assert.equal(missingIn(full, { ...INITIAL_VIEW, layer: "b" }), null);
  });

  function wanting(name: string, steps: ViewState["steps"]) {
    return { wanted: { layer: name, steps }, runs: [""] };
  }
});
