import assert from "node:assert/strict";
import { fitsPattern } from "../../../src/check/pathPatterns";

const CASES: readonly (readonly [pattern: string, fits: readonly string[], not: readonly string[]])[] = [
  ["tests", ["tests", "tests/a.py", "src/tests/a.py"], ["tests.py", "src/mytests/a.py"]],
  ["tests/", ["tests/a.py", "src/tests/a.py"], ["tests.py"]],
  ["*_pb2.py", ["a_pb2.py", "x/y/a_pb2.py"], ["a_pb2.pyc", "pb2.py"]],
  ["src/old", ["src/old/a.py", "src/old"], ["x/src/old/a.py", "src/older/a.py"]],
  ["./src/old", ["src/old/a.py"], ["old/a.py"]],
  ["src/*/x.py", ["src/a/x.py"], ["src/x.py", "src/a/b/x.py"]],
  ["src/**/x.py", ["src/x.py", "src/a/x.py", "src/a/b/x.py"], ["a/src/x.py"]],
  ["**/gen/*.py", ["gen/a.py", "a/b/gen/c.py"], ["a/gen/b/c.py"]],
  ["docs/**", ["docs/a/b.py"], ["doc/a.py"]],
  ["a?.py", ["ab.py"], ["a.py", "abc.py"]],
  ["[a].py", ["[a].py"], ["a.py"]],
  ["", [], ["a.py"]],
];

describe("patterns of paths", () => {
  for (const [pattern, fits, not] of CASES) {
    it(`${JSON.stringify(pattern)} is for ${fits.join(", ") || "nothing"}`, () => {
      for (const path of fits) assert.ok(fitsPattern(path, [pattern]), path);
      for (const path of not) assert.ok(!fitsPattern(path, [pattern]), path);
    });
  }

  it("that are longer than any path are for none", () => {
    assert.ok(!fitsPattern("a/b.py", ["a/**".padEnd(5000, "/")]));
  });

  for (const [what, path, pattern] of [
    ["stars in a part", "a".repeat(200), `${"*a".repeat(100)}b`],
    ["stars between parts", Array(50).fill("a").join("/"), `${"**/a/".repeat(40)}b`],
    ["both, as long as they may be", "a/".repeat(2000), `${"**/a/".repeat(800)}b`],
    ["what no path is as long as", "a/b/".repeat(60), `**/${"x".repeat(200_000)}`],
  ] as const) {
    it(`take no time to speak of, whatever stands in them: ${what}`, () => {
      assert.ok(!fitsPattern(path, [pattern]));
    });
  }
});
