import assert from "node:assert/strict";
import type { PythonParser } from "../../../../src/analysis/parse";
import { matchPaths } from "../../../../src/analysis/places/matchPaths";
import type { ModulePath } from "../../../../src/analysis/places/modulePath";
import { caseFiles } from "../caseFiles";
import { pythonParser } from "../pythonParser";
import { pythonFiles, shown } from "./placeRig";

const FOLDER = "test/unit/analysis/places";

/**
 * `*.cases.py` hold cases under lines `# --- title`; what stands before the first is put before each file. `# === name.py`
 * begins another file. A line that ends in `# <- path:Type:features …` builds these paths; `#? path` says that one is
 * ambiguous, `#! path` that it is absent, for which each is asked besides; with `#together`, all are the paths of one run.
 * `#complete` says that the run has no others.
 */
describe("places of module paths", () => {
  let parser: PythonParser;
  before(async () => {
    parser = await pythonParser();
  });

  for (const [name, cases] of caseFiles(FOLDER)) {
    describe(name, () => {
      for (const { title, head, text } of cases) {
        it(title, () => {
          const lines = text.split("\n");
          const texts = filesIn(head, text);
          const expected = Object.entries(texts).flatMap(([file, code]) => expectedIn(file, code));
          assert.ok(expected.length > 0);
          const files = pythonFiles(parser, texts);
          const complete = lines.includes("#complete");
          const check = (some: typeof expected, all: typeof expected) => {
            const { places } = matchPaths(
              files,
              all.map(({ path }) => path),
              { complete },
            );
            const found = places
              .slice(0, some.length)
              .map((place) => `${place.path} ${shown(place, texts).split(" ")[0]}`);
            assert.deepEqual(
              found,
              some.map(({ path, where }) => `${path.path} ${where}`),
            );
          };
          const [absent, built] = [true, false].map((is) =>
            expected.filter(({ where }) => (where === "absent") === is),
          );
          if (lines.includes("#together")) check(expected, expected);
          else {
            check(built!, built!);
            for (const one of absent!) check([one], [one, ...built!]);
          }
        });
      }
    });
  }
});

function filesIn(head: string, text: string): Record<string, string> {
  const [first = "", ...others] = text.split(/^# === /m);
  const files: Record<string, string> = { "model.py": head + first };
  for (const other of others) {
    const end = other.indexOf("\n");
    files[other.slice(0, end).trim()] = head + other.slice(end + 1);
  }
  return files;
}

function expectedIn(file: string, code: string): { path: ModulePath; where: string }[] {
  return code.split("\n").flatMap((line, i) => {
    const [, mark, names = ""] = /# ?(<-|[?!]) (.*)$/.exec(line) ?? [];
    if (!mark) return [];
    return names.split(" ").map((name) => {
      const [path = "", type, features] = name.split(":");
      const where = mark === "<-" ? `${file}:${i + 1}` : mark === "?" ? "ambiguous" : "absent";
      return { path: { path, type: type || null, features: features ? Number(features) : null }, where };
    });
  });
}
