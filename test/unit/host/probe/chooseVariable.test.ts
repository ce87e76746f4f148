import assert from "node:assert/strict";
import { pathOf } from "../../../../src/host/probe/kernel/chooseVariable";

const variables = [
  { name: "batch", about: "all 2, as arguments" },
  { name: "batch[0]", about: "first of 2" },
];

describe("Enter in the list of a kernel's variables", () => {
  const cases: readonly (readonly [string, string | undefined, string, string | undefined])[] = [
    ["takes the variable that is chosen", "batch[0]", "", "batch[0]"],
    ["takes the variable that is chosen, of which only a part is typed", "batch", "ba", "batch"],
    ["takes what is typed", "loader.x", "loader.x", "loader.x"],
    ["takes all of what is typed where the list shows only its beginning", "load", " loader.x ", "loader.x"],
    ["takes what is typed where the list shows nothing yet", undefined, "loader.x", "loader.x"],
    ["waits where what is typed names nothing", "Only names, attributes and items", "x()", undefined],
    ["waits where nothing is typed or chosen", undefined, " ", undefined],
  ];
  for (const [what, chosen, typed, expected] of cases)
    it(what, () => assert.equal(pathOf(chosen, typed, variables), expected));
});
