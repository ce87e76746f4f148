import assert from "node:assert/strict";
import { reportTable } from "../../../../src/host/editor/reportTable";
import { reportToJson } from "../../../../src/protocol/reportJson";
import { HOSTILE, layer, norm, normReport, report } from "../../ui/samples";

describe("a report for those without Normscope", () => {
  it("has a row a normalization layer, and the findings", () => {
    const findings = [{ code: "NRM901", severity: "error", message: "NaN <here>" } as const];
    const { html, plain, title } = reportTable(reportToJson(normReport([norm({ findings }), norm({ bias: null })])));
    assert.equal(title, "Normscope: model.safetensors");
    assert.equal(html.match(/<tr>/g)!.length, 3);
    assert.match(html, /error NRM901: bn1: NaN &#60;here&#62;/);
    assert.match(plain, /^layer +method +channels +running mean/m);
    assert.match(plain, /^bn1 +batch +4 +-0\.2 to 0\.2/m);
  });

  it("has a row a tensor", () =>
    assert.match(reportTable(reportToJson(report([layer({ name: "w" })]))).plain, /^w +float32 +4 × 2 × 8 × 8 +0/m));

  it("takes hostile names for text", () => {
    const { html, plain } = reportTable(reportToJson(normReport([norm({ name: HOSTILE })])));
    assert.doesNotMatch(html, /<img|<b>/);
    assert.doesNotMatch(plain, /[\u202E\0]/u);
  });

  it("names the layer of each finding, and ends after 200 rows", () => {
    const findings = [{ code: "NRM905", severity: "warning", message: "The variance has exploded." }] as const;
    const many = Array.from({ length: 500 }, (_, i) => norm({ name: `layer${i}.bn`, findings }));
    const { plain, html } = reportTable(reportToJson(normReport(many)));
    assert.match(plain, /^warning NRM905: layer7\.bn: The variance has exploded\.$/m);
    assert.equal(html.match(/<li>/g)!.length, 200);
    assert.equal(html.match(/<tr>/g)!.length, 201);
  });
});
