import assert from "node:assert/strict";
import { type ExplainedGap, gapAdvice, gapCaveats } from "../../../../src/engine/whatIf/gapAdvice";
import type { Cause } from "../../../../src/engine/whatIf/gapCauses";

const TOLD = { momentum: "--momentum", batch: "--batch" };

function explained(cause: Cause, part: Partial<ExplainedGap> = {}): ExplainedGap {
  const numbers = new Float64Array([1]);
  const parts = { gap: numbers, fromMean: numbers, fromVariance: numbers, noiseByChannel: numbers };
  const rms = { rms: 0.5, rmsFromMean: 0.4, rmsFromVariance: 0.3, noise: 0.05, noiseShare: 0.01, reestimated: 0.06 };
  const causes = { mean: 0.64, variance: 0.36, laggingAverage: 0.8, biasCorrection: 0.7 };
  const gap = { ...parts, ...rms, causes, cause, examples: 8, values: 1 };
  return { gap, momentum: 0.1, isMomentumAssumed: false, updates: 10, initialShare: 0.35, ...part };
}

describe("What is said of a gap between training and inference", () => {
  const causes: readonly (readonly [Cause, RegExp])[] = [
    ["sampling", /alone would make 0\.05\. That is what the gap is\.$/],
    ["mean", /It is the running mean: 64 % of the squared gap\.$/],
    ["variance", /It is the running variance: 36 % of the squared gap\.$/],
    ["lagging average", /The average lags: 35 % of its initial values is left, .* would be 80 % less\.$/],
    ["bias correction", /made unbiased, the squared gap would be 70 % less\.$/],
  ];
  for (const [cause, expected] of causes) {
    it(`is its size, its parts and its cause: ${cause}`, () => {
      const [size, anew] = gapAdvice(explained(cause));
      assert.match(size!, /^Outputs .* differ by 0\.5 \(RMS, γ included\), 0\.4 of the mean and 0\.3 of the variance;/);
      assert.match(size!, expected);
      assert.match(anew!, /estimated anew of half of the examples, 0\.06 would be left/);
    });
  }

  const caveats: readonly (readonly [string, Partial<ExplainedGap>, RegExp])[] = [
    [
      "one batch",
      { updates: 1 },
      /^The averages took in 1 batch; with momentum 0\.1, 35 % of the initial values is left/,
    ],
    ["a momentum that is assumed", { isMomentumAssumed: true }, /momentum 0\.1, which is assumed \(--momentum\), 35 %/],
    [
      "a cumulative average",
      { momentum: null, initialShare: 0 },
      /with a cumulative average, under 1 % of the initial/,
    ],
    ["a checkpoint that counts no batches", { updates: null }, /whether they are warm is not known/],
  ];
  for (const [what, part, expected] of caveats) {
    it(`has a caveat of ${what}`, () => assert.match(gapCaveats(explained("mean", part), TOLD)[1]!, expected));
  }

  it("says where the size of a batch of training is told, as long as it is not", () => {
    const { gap, ...rest } = explained("mean");
    const unknown = { ...rest, gap: { ...gap, causes: { ...gap.causes, biasCorrection: null } } };
    assert.match(gapCaveats(unknown, TOLD)[2]!, /takes the size of a batch of training \(--batch\)/);
    assert.doesNotMatch(gapCaveats(explained("mean"), TOLD).join(), /--batch/);
  });
});
