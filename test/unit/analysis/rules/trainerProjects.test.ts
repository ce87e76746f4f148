import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkSource } from "../../../../src/analysis/checking/checkSource";
import type { PythonParser } from "../../../../src/analysis/parse";
import { pythonParser } from "../pythonParser";

const FOLDER = join("test", "unit", "analysis", "rules", "trainers");

describe("right code whose modes a framework sets", () => {
  let parser: PythonParser;
  before(async () => {
    parser = await pythonParser();
  });

  for (const name of readdirSync(FOLDER).filter((file) => file.endsWith(".py"))) {
    it(`has nothing to warn of: ${name}`, () => {
      const text = readFileSync(join(FOLDER, name), "utf8");
      const found = checkSource(text, parser)!;
      assert.deepEqual(
        found
          .filter(({ severity }) => severity === "warning" || severity === "error")
          .map(({ code, message, range }) => `${text.slice(0, range.start).split("\n").length}: ${code} ${message}`),
        [],
      );
    });
  }
});
