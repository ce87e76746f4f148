import assert from "node:assert/strict";
import { arrangeNorms, methodText, normColumnsFor, worstFinding } from "../../../../src/ui/norms/normColumns";
import { missingFigure, normFigures } from "../../../../src/ui/norms/normFigures";
import { normVerdicts } from "../../../../src/ui/norms/normVerdicts";
import { explanationOf } from "../../../../src/ui/view/explanation";
import { HOSTILE, norm, normReport, parameter } from "../samples";

const warning = { code: "NRM905", severity: "warning", message: "The variance has exploded: 4 channels." } as const;
const note = { code: "NRM906", severity: "information", message: "γ is near zero." } as const;
const layers = [
  norm({ name: "layer10.bn", findings: [note, warning] }),
  norm({ name: "layer2.bn", runningMean: parameter([0, Number.NaN, 0, 0]) }),
  norm({ name: "final", method: "rms", certainty: "likely", bias: null, runningMean: null, runningVariance: null }),
];
const names = (filter: string, column?: string, descending = false) =>
  arrangeNorms(layers, filter, column === undefined ? null : { column, descending }).map(({ name }) => name);

describe("the table of normalization layers", () => {
  it("is filtered by every word in name, method and findings", () => {
    assert.deepEqual(names("BN batch"), ["layer10.bn", "layer2.bn"]);
    assert.deepEqual(names("likely"), ["final"]);
    assert.deepEqual(names("NRM906"), ["layer10.bn"]);
  });

  it("is sorted, what is not known or NaN where a person looks for it", () => {
    assert.deepEqual(names("", "layer"), ["final", "layer2.bn", "layer10.bn"]);
    assert.deepEqual(names("", "mean", true), ["layer2.bn", "layer10.bn", "final"]);
    assert.deepEqual(names("", "findings", true)[0], "layer10.bn");
  });

  it("has only the columns that say something", () => {
    const ids = (norms: typeof layers) => normColumnsFor(norms).map(({ id }) => id);
    assert.deepEqual(ids(layers), ["method", "channels", "batches", "mean", "variance", "gamma", "findings"]);
    const drift = { runningMean: { median: 1, max: 2, channel: 0 }, runningVariance: null, weight: null, bias: null };
    assert.ok(ids([norm({ drift })]).includes("driftMean"));
  });

  it("says how sure the method is, and tells the gravest finding", () => {
    assert.equal(methodText(layers[2]!), "RMS norm (likely)");
    assert.equal(worstFinding(layers[0]!)!.code, "NRM905");
    assert.equal(worstFinding(layers[1]!), null);
  });
});

describe("findings on normalization layers", () => {
  it("come gravest first, each with its layer", () => {
    const verdicts = normVerdicts(normReport(layers));
    assert.deepEqual(
      verdicts.map(({ code, norm: of }) => [code, of]),
      [
        ["NRM905", "layer10.bn"],
        ["NRM906", "layer10.bn"],
      ],
    );
    assert.equal(verdicts[0]!.title, "layer10.bn: The variance has exploded");
    assert.equal(verdicts[0]!.text, "4 channels.");
  });

  it("that many layers share are told once, with the first of them as examples", () => {
    const many = Array.from({ length: 12 }, (_, i) => norm({ name: `layer${i}.bn`, findings: [warning] }));
    const [only, ...rest] = normVerdicts(normReport(many));
    assert.deepEqual([rest.length, only!.layers, only!.norm], [0, 12, "layer0.bn"]);
    assert.equal(only!.title, "12 layers: A running variance is very large");
    assert.match(only!.text, /^layer0\.bn: .+\nlayer1\.bn: .+\nlayer2\.bn: .+\nAnd 9 more layers\.$/);
  });

  it("give a good word where there is none", () => {
    const [only, ...rest] = normVerdicts(normReport([norm()]));
    assert.deepEqual([only!.severity, rest.length], ["good", 0]);
  });

  it("take hostile names for text", () => {
    const [first] = normVerdicts(normReport([norm({ name: HOSTILE, findings: [warning] })]));
    assert.doesNotMatch(first!.title, /[\u202E\0]/u);
  });

  it("are explained by the engine's own words", () => {
    assert.match(explanationOf("NRM905")!, /\w+/);
    assert.equal(explanationOf("settled"), null);
    assert.match(
      explanationOf("nonFinite")!,
      /between the last layer.*\nA batch norm takes the value over.*learning rate/s,
    );
  });
});

describe("figures of normalization layers", () => {
  it("are of what the layer has", () => {
    const count = (tab: "depth" | "running" | "affine" | "drift", at: number) =>
      normFigures(layers, layers[at]!, tab).length;
    assert.deepEqual([count("depth", 0), count("running", 0), count("affine", 0), count("drift", 0)], [2, 2, 2, 0]);
    assert.deepEqual([count("running", 2), count("affine", 2)], [0, 1]);
  });

  it("are missing for a reason", () => {
    assert.match(missingFigure(layers[2]!, "running")[0], /No running statistics/);
    const large = norm({ weight: parameter([1, 2], { values: null }) });
    assert.match(missingFigure(large, "affine")[0], /Too many channels/);
  });
});
