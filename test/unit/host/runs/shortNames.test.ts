import assert from "node:assert/strict";
import fc from "fast-check";
import { shortNames } from "../../../../src/host/runs/shortNames";

describe("names of runs", () => {
  const cases: [string, string[], string[]][] = [
    ["a run alone", ["normscope-runs/monday"], ["monday"]],
    ["different names", ["runs/a", "runs/b"], ["a", "b"]],
    ["the same name in two folders", ["a/run", "b/run", "c"], ["a/run", "b/run", "c"]],
    ["the same two last parts", ["x/a/run", "y/a/run", "y/b/run"], ["x/a/run", "y/a/run", "b/run"]],
    ["one that is the end of another", ["run", "a/run"], ["run", "a/run"]],
    ["the workspace's own folder", ["/home/me/project", "runs/a"], ["project", "a"]],
  ];
  for (const [what, paths, names] of cases) {
    it(`are as short as they can be told apart: ${what}`, () => assert.deepEqual(shortNames(paths), names));
  }

  it("are never the same, and always the end of their path", () => {
    const part = fc.constantFrom("a", "b", "c");
    const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
    fc.assert(
      fc.property(fc.uniqueArray(path), (paths) => {
        const names = shortNames(paths);
        assert.equal(new Set(names).size, paths.length);
        for (const [i, name] of names.entries()) assert.ok(`/${paths[i]}`.endsWith(`/${name}`), `${paths[i]}: ${name}`);
      }),
    );
  });
});
