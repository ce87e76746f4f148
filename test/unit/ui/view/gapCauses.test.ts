import assert from "node:assert/strict";
import type { ExplainedGap } from "../../../../src/engine/whatIf/gapAdvice";
import { causeRows } from "../../../../src/ui/view/gapCauses";

const numbers = new Float64Array([1]);
const GAP: ExplainedGap["gap"] = {
  gap: numbers,
  fromMean: numbers,
  fromVariance: numbers,
  noiseByChannel: numbers,
  rms: 0.5,
  rmsFromMean: 0.4,
  rmsFromVariance: 0.3,
  noise: 0.05,
  noiseShare: 0.01,
  reestimated: 0.25,
  causes: { mean: 0.64, variance: 0.36, laggingAverage: null, biasCorrection: null },
  cause: "mean",
  examples: 8,
  values: 1,
};
const LARGER = { mean: 0.64, variance: 0.36, laggingAverage: -4, biasCorrection: null };
const FOUND: ExplainedGap = { gap: GAP, momentum: 0.1, isMomentumAssumed: true, updates: 200, initialShare: 0 };

describe("The causes of a gap", () => {
  const row = (found: ExplainedGap, cause: RegExp) => causeRows(found).find((one) => cause.test(one.cause))!;

  it("are mean and variance, which add up to all of it, and what is left when estimated anew", () => {
    assert.equal(row(FOUND, /running mean/).share! + row(FOUND, /running variance/).share!, 1);
    assert.equal(row(FOUND, /anew/).share, 0.25);
  });

  const lagging: readonly (readonly [string, Partial<ExplainedGap>, RegExp])[] = [
    ["warm averages", {}, /averages are warm/],
    ["no count of batches", { updates: null }, /counts no batches/],
    ["no batch at all", { updates: 0, initialShare: 1 }, /took in no batch/],
    ["less than nothing", { updates: 10, initialShare: 0.35, gap: { ...GAP, causes: LARGER } }, /gap would be larger/],
    ["a share of the initial values", { updates: 10, initialShare: 0.35 }, /^35 % of the initial values/],
  ];
  for (const [what, part, remark] of lagging) {
    it(`say of a lagging average that there is ${what}`, () =>
      assert.match(row({ ...FOUND, ...part }, /lagging/).remark, remark));
  }

  it("say what a bias is looked for with, and what an estimate takes", () => {
    assert.match(row(FOUND, /bias/).remark, /takes the batch size in training/);
    assert.match(row({ ...FOUND, gap: { ...GAP, reestimated: null } }, /anew/).remark, /takes four examples/);
  });
});
