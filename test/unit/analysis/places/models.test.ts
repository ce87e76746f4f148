import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PythonParser } from "../../../../src/analysis/parse";
import { matchPaths } from "../../../../src/analysis/places/matchPaths";
import { pythonParser } from "../pythonParser";
import { pythonFiles, shown } from "./placeRig";

const FOLDER = "test/fixtures/places";

type Row = readonly [path: string, type: string, features: number, file: string, line: number];

interface Model {
  readonly folder: string;
  readonly modules: readonly Row[];
}

/** Real PyTorch said where it built each module: see make_places.py. */
describe("places of public models' normalization layers", () => {
  let parser: PythonParser;
  before(async () => {
    parser = await pythonParser();
  });

  const { "made with": _, ...models } = JSON.parse(readFileSync(join(FOLDER, "places.json"), "utf8")) as Record<
    string,
    Model
  >;
  for (const [name, { folder, modules }] of Object.entries(models)) {
    it(`${name}: ${modules.length} of ${modules.length}`, () => {
      const texts = textsIn(folder);
      const paths = modules.map(([path, type, features]) => ({ path, type, features }));
      const { places } = matchPaths(pythonFiles(parser, texts), paths, { complete: true });
      const found = places.map((place) => `${place.path} ${shown(place, texts)}`);
      assert.deepEqual(
        found,
        modules.map(([path, , , file, line]) => `${path} ${file}:${line}`),
      );
    });
  }
});

function textsIn(folder: string): Record<string, string> {
  const root = join(FOLDER, folder);
  const names = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".py"));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(root, name), "utf8")]));
}
