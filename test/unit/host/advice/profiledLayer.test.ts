import assert from "node:assert/strict";
import type { AdvicePlace } from "../../../../src/analysis/advice/place";
import { type Profiled, profiledLayer } from "../../../../src/host/advice/profiledLayer";
import type { CapturedLayer } from "../../../../src/protocol/engineApi";

const place = (paths: readonly string[], channels: number | null = 8) =>
  ({ paths, channels: channels === null ? null : { value: channels, written: null, at: 0, code: "8" } }) as AdvicePlace;
const layer = (name: string, more: Partial<CapturedLayer> = {}): CapturedLayer => ({
  run: "",
  layer: name,
  examples: 64,
  channels: 8,
  ...more,
});
const profile = (name: string, layers: readonly CapturedLayer[], logs = 0): Profiled => ({
  request: { paths: [`/${name}`], momentum: 0.1, convention: "pytorch" },
  captured: { layers, logs },
});

const FOUND: readonly (readonly [string, AdvicePlace, readonly Profiled[], run: string])[] = [
  ["the only one of its name", place(["bn"]), [profile("a", [layer("bn")])], ""],
  ["whatever else is open", place(["bn"]), [profile("b", []), profile("a", [layer("bn")])], ""],
  ["though the code's channels are not known", place(["bn"], null), [profile("a", [layer("bn")])], ""],
  [
    "of several runs, that of the most examples",
    place(["bn"]),
    [profile("a", [layer("bn", { run: "small", examples: 4 }), layer("bn", { run: "large" })])],
    "large",
  ],
  ["below a wrapper's name", place(["bn"]), [profile("a", [layer("module.bn")])], ""],
];

const MISSING: readonly (readonly [string, AdvicePlace, readonly Profiled[], says: RegExp])[] = [
  ["a place without names", place([]), [profile("a", [layer("bn")])], /the code does not tell which of a model's/],
  ["nothing open", place(["bn"]), [], /No profile is open that could hold bn: profile activations/],
  ["other layers", place(["bn"]), [profile("a", [])], /no open profile holds activations of bn\.$/],
  ["logs", place(["bn"]), [profile("a", [], 1)], /a run's log holds statistics, and this takes activations of bn\.$/],
  [
    "one line's several layers",
    place(["a.bn", "b.bn"]),
    [profile("a", [layer("a.bn"), layer("b.bn")])],
    /which layer is meant is not sure\. Open profiles hold a\.bn, b\.bn\.$/,
  ],
  [
    "two profiles",
    place(["bn"]),
    [profile("a", [layer("bn")]), profile("b", [layer("bn")])],
    /2 open profiles hold bn, and which is meant is not sure: close the others/,
  ],
  [
    "runs of as many examples",
    place(["bn"]),
    [profile("a", [layer("bn", { run: "1" }), layer("bn", { run: "2" })])],
    /several runs of the open profile hold as many examples of bn/,
  ],
  [
    "another model's layer",
    place(["bn"]),
    [profile("a", [layer("bn", { channels: 16 })])],
    /bn of the open profile has 16 channels, but the code 8: it is another model's/,
  ],
];

describe("the activations of open profiles that a place in the code is about", () => {
  for (const [what, where, profiles, run] of FOUND) {
    it(`are those of the layer: ${what}`, () => {
      const chosen = profiledLayer(where, profiles);
      assert.ok("found" in chosen);
      assert.deepEqual([chosen.found.run, chosen.request.paths], [run, ["/a"]]);
    });
  }

  for (const [what, where, profiles, says] of MISSING) {
    it(`are none, and it says why: ${what}`, () => {
      const chosen = profiledLayer(where, profiles);
      assert.ok("missing" in chosen);
      assert.match(chosen.missing.map((piece) => (typeof piece === "string" ? piece : piece.code)).join(""), says);
    });
  }
});
