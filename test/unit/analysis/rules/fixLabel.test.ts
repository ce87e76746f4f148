import assert from "node:assert/strict";
import { fixLabel } from "../../../../src/analysis/rules/fixLabel";

const LABELS: readonly (readonly [note: string | undefined, label: string])[] = [
  ["Takes conv.bias out of the checkpoint's keys.", "Mend it (takes conv.bias out of the checkpoint's keys)"],
  ["No checkpoint key changes, but γ was trained.", "Mend it (no checkpoint key changes, but γ was trained)"],
  [undefined, "Mend it (no checkpoint key changes)"],
];

describe("what a fix is called", () => {
  for (const [checkpointNote, label] of LABELS) {
    it(label, () => {
      assert.equal(fixLabel({ title: "Mend it", ...(checkpointNote === undefined ? {} : { checkpointNote }) }), label);
    });
  }
});
