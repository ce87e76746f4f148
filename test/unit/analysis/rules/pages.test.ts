import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findingPages } from "../../../../src/analysis/rules/pages";

const FOLDER = "docs/findings";

describe("the pages of the findings", () => {
  for (const [name, text] of findingPages()) {
    it(`${name} is as the rules have it (npm run docs)`, () => {
      assert.equal(readFileSync(join(FOLDER, name), "utf8"), text);
    });
  }

  it("there are no others", () => {
    assert.deepEqual(readdirSync(FOLDER).sort(), [...findingPages().keys()].sort());
  });
});
