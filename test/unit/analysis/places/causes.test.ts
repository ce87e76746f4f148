import assert from "node:assert/strict";
import { CAUSES } from "../../../../src/analysis/places/causes";
import { CODE_RULES } from "../../../../src/analysis/rules/rules";
import { EXPLANATIONS } from "../../../../src/engine/findings/explanations";

describe("rules on code that may explain what was measured", () => {
  it("are rules that there are, of findings that there are", () => {
    const rules = new Set(CODE_RULES.map(({ code }) => code));
    for (const [code, causes] of Object.entries(CAUSES)) {
      assert.ok(EXPLANATIONS.has(code), code);
      assert.ok(causes.length > 0);
      for (const cause of causes) assert.ok(rules.has(cause), cause);
    }
  });
});
