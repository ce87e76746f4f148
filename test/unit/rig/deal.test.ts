import assert from "node:assert/strict";
import fc from "fast-check";
import { deal } from "../../rig/deal.mjs";

describe("files of tests that are dealt", () => {
  const files = fc.dictionary(fc.stringMatching(/^[a-z]{1,4}(\/[a-z]{1,4})?$/), fc.integer({ min: 1, max: 60 }));

  it("are each in one share, in their order, and no share waits longer for the others than one file takes", () => {
    fc.assert(
      fc.property(files, fc.integer({ min: 1, max: 4 }), (all, shares) => {
        const names = Object.keys(all).map((name) => `${name}.test.js`);
        const hands = deal(names, shares, all);
        assert.equal(hands.length, shares);
        assert.deepEqual(hands.flat().toSorted(), names.toSorted());
        for (const hand of hands)
          assert.deepEqual(
            hand,
            names.filter((name) => hand.includes(name)),
          );
        const totals = hands.map((hand) => hand.reduce((sum, name) => sum + all[name.replace(".test.js", "")]!, 0));
        assert.ok(Math.max(...totals) - Math.min(...totals) <= Math.max(0, ...Object.values(all)));
      }),
    );
  });
});
