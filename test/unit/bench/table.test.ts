import assert from "node:assert/strict";
import type { Row } from "../../bench/goals";
import { number, type Result, resultOf, tableText, tally } from "../../bench/table";

const row: Row = {
  title: "quick",
  case: "profile A",
  ours: "full",
  against: "numpy.passes",
  goal: { floor: 2, aim: 3 },
};
const ours = { median: 2, min: 1, runs: 7 };
const peer = { median: 5, min: 4, runs: 6 };

const results: readonly Result[] = [
  resultOf(row, ours, peer, { median: 2.5, min: 4 }, 0.25),
  resultOf({ ...row, case: "profile B", goal: null }, ours, peer, { median: 250, min: 4 }, null),
  resultOf({ ...row, title: "speed", against: "" }, ours, null, { median: 1, min: 12.34 }, null),
];

describe("the benchmark's table", () => {
  it("has a heading per title, and cells below one another", () => {
    assert.equal(
      tableText(results),
      [
        "case       ours ms  runs  against       its ms  median   min  floor  aim  verdict  of read",
        "",
        "quick",
        "profile A     2.00     7  numpy.passes    5.00    2.50  4.00      2    3  floor       0.25",
        "profile B     2.00     7  numpy.passes    5.00     250  4.00",
        "",
        "speed",
        "profile A     2.00     7  -                       1.00  12.3      2    3  missed",
        "",
      ].join("\n"),
    );
  });

  it("counts what was reached, by the median", () => {
    assert.equal(tally(results), "0 reached their aim, 1 their floor, 1 missed it.");
  });

  const numbers: [number, string][] = [
    [0.123, "0.12"],
    [9.876, "9.88"],
    [12.34, "12.3"],
    [1234.5, "1235"],
  ];
  for (const [value, text] of numbers) it(`writes ${value} as ${text}`, () => assert.equal(number(value), text));
});
