import assert from "node:assert/strict";
import type { Execution, Layer, Report } from "../../../src/engine/report";
import { rowsOf } from "../../../src/ui/view/layerRow";
import { summaryOf } from "../../../src/ui/view/summary";
import { verdictsOf } from "../../../src/ui/view/verdicts";
import { HOSTILE, layer, report } from "./samples";

const INPUT = { name: "x", dtype: "float32", shape: [2, 3], examples: 5, source: "x.npy", random: false };
const RAN: Execution = {
  runtime: "ONNX Runtime 1 (WebAssembly)",
  inputs: [INPUT],
  batches: 3,
  passes: 2,
  notes: ["A note."],
};
const NORM = { name: "bn1", method: "batch", operator: "BatchNormalization", side: "input" } as const;

const ran = (part: Partial<Execution>, norm: Layer["norm"] = null): Report => {
  return { ...report([layer({ norm })]), execution: { ...RAN, ...part } };
};
const told = (of: Report) =>
  verdictsOf(of, rowsOf(of)[0]!, null).map(({ code, title, text }) => ({ code, title, text }));

describe("What the panel says of a model that was run", () => {
  it("is what ran it on what, and what was left out", () => {
    assert.deepEqual(told(ran({})), [
      {
        code: "execution",
        title: "Run by ONNX Runtime 1 (WebAssembly): 3 batches, in 2 passes",
        text: "x: x.npy; 5 examples, float32 (2, 3) at a time.\nA note.",
      },
    ]);
  });

  it("is first of all that its inputs are made up", () => {
    const random = ran({ inputs: [INPUT, { ...INPUT, name: "y", source: "random numbers (seed 0)", random: true }] });
    const [first] = told(random);
    assert.equal(first!.title, "The model was run on made-up numbers");
    assert.match(first!.text, /^y: random numbers \(seed 0\)\. No data looks like that/);
    assert.match(summaryOf(random, 1), /^1 layer · random input$/);
    assert.equal(summaryOf(ran({}), 1), "1 layer");
  });

  it("is which side of which normalization a layer is, and that none is left of a folded one", () => {
    assert.deepEqual(told(ran({}, NORM))[0], {
      code: "norm",
      title: "Enters the batch norm bn1",
      text: "In the graph: BatchNormalization.",
    });
    const [folded] = told(ran({}, { ...NORM, operator: "Conv, folded", side: "output" }));
    assert.equal(folded!.title, "Leaves the batch norm bn1");
    assert.match(folded!.text, /^Only its name is left/);
  });

  it("is nothing where activations were recorded elsewhere", () => {
    assert.deepEqual(told(report([layer({})])), []);
  });

  it("shows names as text", () => {
    const hostile = ran(
      { inputs: [{ ...INPUT, name: HOSTILE, source: HOSTILE }], notes: [HOSTILE] },
      { ...NORM, name: HOSTILE },
    );
    for (const { title, text } of told(hostile)) assert.doesNotMatch(title + text, /[\u202e\0]/);
  });
});
