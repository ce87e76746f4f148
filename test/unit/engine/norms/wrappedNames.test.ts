import assert from "node:assert/strict";
import fc from "fast-check";
import { findLayer } from "../../../../src/engine/norms/wrappedNames";

const CASES: readonly (readonly [asked: string, names: readonly string[], found: string | null])[] = [
  ["bn1", ["bn1", "module.bn1"], "bn1"],
  ["bn1", ["bn2", "module.bn1"], "module.bn1"],
  ["module.bn1", ["bn1", "bn2"], "bn1"],
  ["_orig_mod.bn1", ["module.bn1"], "module.bn1"],
  ["module._orig_mod.bn1", ["bn1"], "bn1"],
  ["bn1", ["model.bn1"], "model.bn1"],
  ["model.bn1", ["module.bn1"], "module.bn1"],
  ["bn1", ["model._orig_mod.bn1"], "model._orig_mod.bn1"],
  ["bn1", ["module.bn1", "model.bn1"], "module.bn1"],
  ["bn1", ["module.bn1", "_orig_mod.bn1"], null],
  ["bn1", ["layer1.bn1", "bn10"], null],
  ["bn1", ["layer1.module.bn1"], null],
  ["bn1", [], null],
];

describe("A layer's name among those of another file", () => {
  for (const [asked, names, found] of CASES) {
    it(`${asked} among ${names.join(", ") || "none"}: ${found ?? "none"}`, () =>
      assert.equal(findLayer(names, asked), found));
  }

  it("is itself, whatever else there is", () => {
    const name = fc
      .array(fc.constantFrom("module", "_orig_mod", "model", "bn"), { minLength: 1 })
      .map((a) => a.join("."));
    fc.assert(
      fc.property(fc.array(name, { minLength: 1 }), fc.nat(), (names, i) => {
        const asked = names[i % names.length]!;
        assert.equal(findLayer(names, asked), asked);
      }),
    );
  });
});
