import assert from "node:assert/strict";
import fc from "fast-check";
import { cleanName, plotText, shortName } from "../../../src/ui/figures/safeText";
import { HOSTILE } from "./samples";

describe("names from files", () => {
  it("are text for Plotly, not markup", () => {
    assert.equal(plotText("<b>&amp;</b>"), "&lt;b&gt;&amp;amp;&lt;/b&gt;");
    assert.doesNotMatch(plotText(HOSTILE), /[<>\u202E\0]/u);
  });

  it("show that something is there that would turn, hide or break the text around it", () => {
    assert.equal(cleanName("a\u202Eb\u0000c\n\rd\u200Fe\u2028f"), "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf");
    assert.equal(cleanName("\u202E\n"), "(unnamed)");
  });

  it("are shortened in the middle", () => {
    assert.equal(shortName("model.layers.31.input_layernorm", 13), "mode…ayernorm");
    assert.equal(shortName("short"), "short");
  });

  it("never hold markup or grow over their limit, whatever they are", () =>
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (name) => {
        assert.doesNotMatch(plotText(name), /[<>\p{Cc}\p{Cf}]/u);
        assert.ok(Array.from(shortName(name)).length <= 60);
      }),
    ));
});
