import assert from "node:assert/strict";
import { CASES } from "../../bench/cases";
import { ROWS } from "../../bench/goals";
import { chosenRows, optionsOf } from "../../bench/options";
import { SIDES } from "../../bench/sides";

describe("the benchmark's rows", () => {
  it("are all different", () => {
    const keys = ROWS.map(({ title, case: name }) => `${title}, ${name}`);
    assert.equal(new Set(keys).size, ROWS.length);
  });

  for (const row of ROWS) {
    it(`${row.title}, ${row.case}: names a case and a side, and a floor below its aim`, () => {
      assert.ok(CASES.some(({ name }) => name === row.case));
      if (row.against) assert.ok(row.against.split(".")[0]! in SIDES);
      if (row.goal) assert.ok(row.goal.floor < row.goal.aim);
    });
  }

  it("measure every case", () => {
    for (const { name } of CASES) assert.ok(ROWS.some((row) => row.case === name));
  });

  const choices: [string, (title: string) => boolean][] = [
    ["", () => true],
    ["rms norm AGAINST", (title) => title.startsWith("RMS")],
    ["no such row", () => false],
  ];
  for (const [only, holds] of choices) {
    it(`are chosen by "${only}"`, () => {
      assert.deepEqual(
        chosenRows(ROWS, only),
        ROWS.filter(({ title }) => holds(title)),
      );
    });
  }

  it("are chosen by a case or a side too", () => {
    for (const only of ["7x7 maps", "tfjswasm"]) assert.ok(chosenRows(ROWS, only).length > 0, only);
  });
});

describe("the benchmark's options", () => {
  it("are read", () => {
    const expected = { json: true, out: "x.json", only: "rms", quick: true, installPeers: false };
    assert.deepEqual(optionsOf(["--json", "--out", "x.json", "--only", "rms", "--quick"]), expected);
  });

  it("are refused where there is no such one", () => assert.throws(() => optionsOf(["--fast"]), /--fast/));
});
