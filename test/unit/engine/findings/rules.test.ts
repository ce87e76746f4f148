import assert from "node:assert/strict";
import { EXPLANATIONS } from "../../../../src/engine/findings/explanations";
import { foldableIn } from "../../../../src/engine/findings/foldable";
import type { JudgedNorm } from "../../../../src/engine/findings/normRule";
import { NORM_RULES } from "../../../../src/engine/findings/rules";
import { RUN_RULES } from "../../../../src/engine/findings/runRules";
import { weightsBeyondFloat16In } from "../../../../src/engine/findings/weightsBeyondFloat16";
import { judgeNorms } from "../../../../src/engine/norms/judgeNorms";
import { type NormParts, normOf } from "./normOf";

interface Case {
  readonly title: string;
  readonly norm: NormParts;
  /** Severity and message; null where the rule must be silent. */
  readonly found: readonly [severity: string, message: RegExp] | null;
}

const many = (count: number, value: (i: number) => number) => Array.from({ length: count }, (_, i) => value(i));
/** γ as training leaves it: between 0.5 and 1.5, reproducible. */
const usual = (count: number) => many(count, (i) => 1 + 0.5 * Math.sin(7 * i));

const CASES: Readonly<Record<string, readonly Case[]>> = {
  NRM901: [
    {
      title: "a NaN in the running mean",
      norm: { runningMean: [0, Number.NaN, 1], runningVariance: [1, 1, 1] },
      found: [
        "error",
        /^The running mean is NaN or infinite in channel 1 of 3\. Their outputs are useless in evaluation\.$/,
      ],
    },
    {
      title: "an infinite variance and a NaN in γ, each named",
      norm: { weight: [1, Number.NaN], runningMean: [0, 0], runningVariance: [Number.POSITIVE_INFINITY, 1] },
      found: [
        "error",
        /^γ is NaN or infinite in channel 1 of 2; running variance is NaN or infinite in channel 0 of 2\./,
      ],
    },
    {
      title: "a negative variance",
      norm: { runningMean: [0, 0], runningVariance: [1, -1e-9] },
      found: ["error", /running variance is negative in channel 1 of 2/i],
    },
    {
      title: "everything finite",
      norm: { weight: [1e38, -1], runningMean: [0, 0], runningVariance: [0, 1] },
      found: null,
    },
  ],
  NRM902: [
    {
      title: "mean 0 and variance 1 throughout, and no batch counted",
      norm: { runningMean: [0, 0], runningVariance: [1, 1], numBatchesTracked: 0 },
      found: ["warning", /mean 0 and variance 1 in all 2 channels, and 0 batches are counted/],
    },
    {
      title: "the same where nothing is counted (Keras)",
      norm: { runningMean: [0, 0], runningVariance: [1, 1], convention: "keras" },
      found: ["warning", /in all 2 channels\. Evaluation/],
    },
    {
      title: "statistics that were loaded: 0 batches counted",
      norm: { runningMean: [0.5, 0], runningVariance: [2, 1], numBatchesTracked: 0 },
      found: ["information", /loaded, not learned here/],
    },
    {
      title: "a variance that has moved",
      norm: { runningMean: [0, 0], runningVariance: [1, 0.99], numBatchesTracked: 7 },
      found: null,
    },
    { title: "a layer without running statistics", norm: { method: "layer", weight: [1, 1] }, found: null },
  ],
  NRM903: [
    {
      title: "43 batches at PyTorch's default: 1.08 % is left",
      norm: { runningMean: [1], runningVariance: [2], numBatchesTracked: 43 },
      found: ["warning", /after 43 batches at the default momentum 0\.1, 1\.1 % of its initial 0 and 1 is left/],
    },
    {
      title: "44 batches: 0.97 %",
      norm: { runningMean: [1], runningVariance: [2], numBatchesTracked: 44 },
      found: null,
    },
    {
      title: "458 batches at Keras's 0.99: 1.002 %",
      norm: { runningMean: [1], runningVariance: [2], numBatchesTracked: 458, convention: "keras", momentum: 0.99 },
      found: ["warning", /at momentum 0\.99, 1\.0 %/],
    },
    {
      title: "459 batches at Keras's 0.99: 0.992 %",
      norm: { runningMean: [1], runningVariance: [2], numBatchesTracked: 459, convention: "keras", momentum: 0.99 },
      found: null,
    },
    { title: "no count is kept", norm: { runningMean: [1], runningVariance: [2] }, found: null },
  ],
  NRM904: [
    {
      title: "one dead channel of eight",
      norm: { runningMean: many(8, () => 0), runningVariance: [1e-20, ...many(7, () => 1)] },
      found: ["information", /near zero in channel 0 of 8: as little as 1×10⁻²⁰, below a hundredth of ε = 1×10⁻⁵/],
    },
    {
      title: "every channel: the input is too small for ε",
      norm: { runningMean: [0, 0], runningVariance: [1e-8, 9e-8] },
      found: ["warning", /near zero in all 2 channels/],
    },
    {
      title: "measured by the layer's own ε",
      norm: { runningMean: [0, 0], runningVariance: [1e-8, 9e-8], eps: 1e-7 },
      found: null,
    },
    {
      title: "Keras's ε is 1e-3",
      norm: { runningMean: [0], runningVariance: [9e-6], convention: "keras" },
      found: ["warning", /ε = 0\.001/],
    },
    { title: "small, but above a hundredth of ε", norm: { runningMean: [0], runningVariance: [1.1e-7] }, found: null },
  ],
  NRM905: [
    {
      title: "one channel at 20,000 times the median",
      norm: { runningMean: [0, 0, 0], runningVariance: [0.1, 0.1, 2000] },
      found: ["warning", /exploded in channel 2 of 3: up to 2,000, while the median channel has 0\.1/],
    },
    {
      title: "a network that has diverged",
      norm: { runningMean: [0, 0], runningVariance: [1e20, 3e20] },
      found: ["warning", /exploded in all 2 channels: up to 3×10²⁰/],
    },
    {
      title: "large throughout, as in a network for text detection that works",
      norm: { runningMean: [0, 0, 0], runningVariance: [1.05e7, 3.35e7, 9.79e7] },
      found: ["information", /is 3\.35×10⁷ in the median channel.*float16 may overflow/],
    },
    { title: "raw pixels", norm: { runningMean: [120, 120], runningVariance: [5200, 4900] }, found: null },
    {
      title: "small channels of very different sizes",
      norm: { runningMean: [0, 0, 0], runningVariance: [1e-6, 1e-6, 1] },
      found: null,
    },
  ],
  NRM906: [
    {
      title: "two of twenty channels",
      norm: { weight: [0, 1e-5, ...usual(18)] },
      found: ["information", /near zero in channels 0 and 1 of 20/],
    },
    {
      title: "more than five are counted, and their share told",
      norm: { weight: [...many(8, () => 1e-9), ...usual(8)] },
      found: ["information", /in 8 of 16 channels \(50 %, such as 0, 1, 2, 3, 4\)/],
    },
    {
      title: "a zero-initialized branch",
      norm: { weight: [0, 0] },
      found: ["information", /γ is 0 in all 2 channels/],
    },
    { title: "negative γ is no small γ", norm: { weight: [-1, 1, -0.5] }, found: null },
    { title: "layer norm's features cannot be pruned", norm: { method: "layer", weight: [0, 1, 1] }, found: null },
    { title: "RMS norm that stores γ − 1", norm: { method: "rms", weight: [0, 0, 0] }, found: null },
  ],
  NRM907: [
    {
      title: "a γ of 30 among ones",
      norm: { weight: [...usual(31), 30] },
      found: ["information", /γ is far out in channel 31 of 32: 30 in channel 31/],
    },
    {
      title: "β beyond four times the size of γ",
      norm: { weight: usual(32), bias: [...many(31, (i) => 0.1 * Math.sin(i)), -9] },
      found: ["information", /β is far out in channel 31 of 32: −9 in channel 31/],
    },
    { title: "β that differs little", norm: { weight: usual(32), bias: [...many(31, () => 0), 0.5] }, found: null },
    { title: "γ at 1 throughout but one", norm: { weight: [...many(31, () => 1), 1.5] }, found: null },
    { title: "few channels", norm: { weight: [1, 1, 1, 100] }, found: null },
  ],
  NRM909: [
    {
      title: "a variance beyond 65504 in float32",
      norm: { runningMean: [0], runningVariance: [70_000] },
      found: ["information", /running variance reaches 70,000, over 65504/],
    },
    { title: "65519, which rounds to 65504", norm: { runningMean: [0], runningVariance: [65_519] }, found: null },
    {
      title: "65520, which rounds to infinity",
      norm: { runningMean: [0], runningVariance: [65_520] },
      found: ["information", /reaches 65,520, over 65504/],
    },
    {
      title: "infinite already: another finding",
      norm: { runningMean: [0], runningVariance: [Number.POSITIVE_INFINITY] },
      found: null,
    },
  ],
  NRM910: [
    {
      title: "the mean has moved by a deviation",
      norm: {
        runningMean: [2, 3],
        runningVariance: [4, 9],
        reference: { runningMean: [0, 0], runningVariance: [4, 9] },
      },
      found: ["information", /the running mean has moved by 1 σ \(channel 0: 1 σ\)/],
    },
    {
      title: "the variance has become a quarter",
      norm: { runningMean: [0], runningVariance: [1], reference: { runningMean: [0], runningVariance: [4] } },
      found: ["information", /the running variance has changed 4-fold/],
    },
    {
      title: "a little drift",
      norm: { runningMean: [0.4], runningVariance: [1.5], reference: { runningMean: [0], runningVariance: [1] } },
      found: null,
    },
    { title: "nothing to compare with", norm: { runningMean: [9], runningVariance: [9] }, found: null },
  ],
  NRM911: [
    {
      title: "statistics stood still while γ was trained",
      norm: {
        weight: [2],
        runningMean: [1],
        runningVariance: [3],
        reference: { weight: [1], runningMean: [1], runningVariance: [3] },
      },
      found: ["information", /stood still while γ and β were trained/],
    },
    {
      title: "statistics moved while γ stood still",
      norm: {
        weight: [1],
        runningMean: [2],
        runningVariance: [3],
        reference: { weight: [1], runningMean: [1], runningVariance: [3] },
      },
      found: ["information", /moved while γ and β stood still/],
    },
    {
      title: "both moved",
      norm: {
        weight: [2],
        runningMean: [2],
        runningVariance: [3],
        reference: { weight: [1], runningMean: [1], runningVariance: [3] },
      },
      found: null,
    },
    {
      title: "the same file",
      norm: {
        weight: [1],
        runningMean: [1],
        runningVariance: [3],
        reference: { weight: [1], runningMean: [1], runningVariance: [3] },
      },
      found: null,
    },
  ],
};

describe("findings on a checkpoint's normalization layers", () => {
  for (const { code, check } of NORM_RULES) {
    describe(code, () => {
      for (const { title, norm, found } of CASES[code] ?? []) {
        it(`${found ? found[0] : "silent"}: ${title}`, () => {
          const finding = check(normOf(norm));
          assert.equal(finding?.severity ?? null, found?.[0] ?? null, finding?.message);
          if (found) assert.match(finding!.message, found[1]);
        });
      }

      it("has cases that it finds and cases that it leaves alone", () => {
        const cases = CASES[code] ?? [];
        assert.ok(cases.some(({ found }) => found) && cases.some(({ found }) => !found));
      });
    });
  }

  describe("NRM908", () => {
    const running = { runningMean: [-0.1, 0.2], runningVariance: [2, 3] };

    it("is told once for all batch norms that follow their convolution", () => {
      const norms = [{ foldsInto: "conv1.weight" }, { foldsInto: null }];
      const judged = judgeNorms(norms.map((part) => normOf({ ...running, ...part })));
      assert.match(judged.findings[0]!.message, /^1 of 2 batch norms could be folded/);
      assert.equal(foldableIn(judged.norms.slice(1)), null);
    });

    it("is not told by names where no running mean is negative: a ReLU stands between", () => {
      const after = { ...running, runningMean: [0.1, 0.2], foldsInto: "conv1.weight" };
      assert.deepEqual(judgeNorms([normOf(after)]).findings, []);
      assert.equal(judgeNorms([normOf({ ...after, declared: true })]).findings.length, 1);
    });
  });

  describe("NRM912", () => {
    const cases: readonly (readonly [name: string, dtype: string, min: number, max: number, found: boolean])[] = [
      ["fc.weight", "float32", -1, 70_000, true],
      ["dense/kernel:0", "bfloat16", -1e9, 0, true],
      ["fc.weight", "float32", -65_519, 65_504, false],
      ["fc.weight", "float16", -1, 65_504, false],
      ["fc.weight", "int64", 0, 1e9, false],
      ["conv1", "float32", 0, 1e9, false],
      ["fc.weight", "float32", Number.NaN, Number.NaN, false],
    ];
    for (const [name, dtype, min, max, found] of cases) {
      it(`${found ? "found" : "silent"}: ${name}, ${dtype}, ${min} to ${max}`, () => {
        assert.equal(weightsBeyondFloat16In(name, dtype, { min, max }) !== null, found);
      });
    }
  });

  it("every code has an explanation, and none is there twice", () => {
    assert.equal(EXPLANATIONS.size, NORM_RULES.length + RUN_RULES.length + 4);
    for (const [code, { title, explanation, sources }] of EXPLANATIONS) {
      assert.match(code, /^NRM9\d\d$/);
      assert.ok(title.length > 10 && explanation.length >= 2 && sources.length >= 1, code);
    }
  });

  it("a healthy layer has no finding", () => {
    const healthy: JudgedNorm = normOf({
      weight: usual(64),
      bias: many(64, (i) => 0.3 * Math.cos(3 * i)),
      runningMean: many(64, (i) => Math.sin(i)),
      runningVariance: many(64, (i) => 1 + 0.9 * Math.sin(5 * i)),
      numBatchesTracked: 10_000,
    });
    assert.deepEqual(judgeNorms([healthy]).norms[0]!.findings, []);
  });
});
