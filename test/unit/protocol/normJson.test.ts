import assert from "node:assert/strict";
import { judgeNorms } from "../../../src/engine/norms/judgeNorms";
import type { Report } from "../../../src/engine/report";
import { parseReport, reportToJson } from "../../../src/protocol/reportJson";
import { normOf } from "../engine/findings/normOf";

function reportOfNorms(): Report {
  const judged = judgeNorms([
    normOf({
      weight: [1, Number.NaN],
      runningMean: [0.5, Number.NEGATIVE_INFINITY],
      runningVariance: [2, 3],
      numBatchesTracked: 12,
      reference: { weight: [1, 2], runningMean: [0, 0], runningVariance: [1, 1] },
    }),
  ]);
  return {
    version: 1,
    generator: "normscope test",
    source: { kind: "file", name: "model.pt" },
    partial: false,
    coverage: 1,
    layers: [],
    execution: null,
    ...judged,
  };
}

describe("a report's normalization layers as JSON", () => {
  it("come back as they were, non-finite numbers, drift and findings included", () => {
    const report = reportOfNorms();
    assert.deepEqual(parseReport(JSON.parse(reportToJson(report))), report);
  });

  it("are none where an older report does not know them", () => {
    const { norms: _, ...older } = reportOfNorms();
    assert.deepEqual(parseReport(JSON.parse(JSON.stringify(older))).norms, []);
  });

  const broken: readonly (readonly [title: string, change: Record<string, unknown>, message: RegExp])[] = [
    ["another method", { method: "weight" }, /norms\[0\]\.method: expected batch or layer .*, got "weight"$/],
    ["no name", { name: null }, /norms\[0\]\.name: expected text, got null$/],
    ["channels that disagree with the values", { channels: 3 }, /norms\[0\]\.weight: 2 values for 3 channels$/],
    ["a drift that is a number", { drift: 3 }, /norms\[0\]\.drift: expected an object, got 3$/],
  ];
  for (const [title, change, message] of broken) {
    it(`are refused in one line: ${title}`, () => {
      const report = JSON.parse(reportToJson(reportOfNorms()));
      Object.assign(report.norms[0], change);
      assert.throws(() => parseReport(report), message);
    });
  }
});
