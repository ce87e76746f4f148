import assert from "node:assert/strict";
import { otherInputsIn } from "../../../../src/engine/findings/otherInputs";
import { sumExamples } from "../../../../src/engine/whatIf/exampleSums";
import { trainEvalGap } from "../../../../src/engine/whatIf/trainEvalGap";
import type { TrainedNorm } from "../../../../src/engine/whatIf/trainedNorm";
import { tensorOf } from "../inMemory";
import { normalValues } from "../whatIf/samples";

const [EXAMPLES, CHANNELS, VALUES] = [16, 8, 25];
const KNOWN = { momentum: 0.9, isMomentumAssumed: false, updates: null, initialShare: 0 };

/** The finding for standard normal inputs that are scaled and moved before a norm which was trained on plain ones. */
async function found(change: (value: number, channel: number) => number, examples = EXAMPLES, weight = 1) {
  const values = normalValues(examples * CHANNELS * VALUES, 5).map((value, i) => {
    return change(value, Math.floor(i / VALUES) % CHANNELS);
  });
  const norm: TrainedNorm = {
    running: { mean: new Float64Array(CHANNELS), variance: new Float64Array(CHANNELS).fill(1) },
    eps: 1e-5,
    weight: new Float64Array(CHANNELS).fill(weight),
    training: { initialShare: 0, scatterKept: 0.05, examples: null },
  };
  const sums = await sumExamples(tensorOf(values, [examples, CHANNELS, VALUES]), 1);
  return otherInputsIn({ ...KNOWN, gap: trainEvalGap(sums, norm) }, norm);
}

describe("Inputs that a model's running statistics are not of (NRM932)", () => {
  const told: [string, (value: number, channel: number) => number][] = [
    ["another scale", (value) => 3 * value],
    ["another mean", (value) => value + 1],
    ["another mean in half of the channels", (value, channel) => (channel % 2 === 0 ? value + 1 : value)],
    ["no more than a constant", () => 2],
  ];
  for (const [name, change] of told) {
    it(`are told: ${name}`, async () => {
      const finding = await found(change);
      assert.equal(finding?.code, "NRM932");
      assert.match(
        finding.message,
        /^The stored running statistics are not those of these inputs: with the statistics of the 16/,
      );
    });
  }

  it("are told by the outputs' own scale", async () => {
    for (const weight of [0.01, 100])
      assert.equal((await found((value) => value + 1, EXAMPLES, weight))?.code, "NRM932");
  });

  const silent: [string, (value: number, channel: number) => number, number][] = [
    ["the same", (value) => value, EXAMPLES],
    ["hardly another scale", (value) => 1.1 * value, EXAMPLES],
    ["hardly another mean", (value) => value + 0.1, EXAMPLES],
    ["two examples of the same", (value) => value, 2],
  ];
  for (const [name, change, examples] of silent) {
    it(`are nothing to tell: ${name}`, async () => assert.equal(await found(change, examples), null));
  }
});
