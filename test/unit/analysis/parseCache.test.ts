import assert from "node:assert/strict";
import type { PythonParser } from "../../../src/analysis/parse";
import { createParseCache } from "../../../src/analysis/parseCache";
import { pythonParser } from "./pythonParser";

describe("parsed files are kept", () => {
  let parser: PythonParser;
  before(async () => {
    parser = await pythonParser();
  });

  const CASES = [
    { what: "eight of a usual length", length: 1_000, kept: 8 },
    { what: "fewer of long ones", length: 400_000, kept: 3 },
    { what: "the last one, however long", length: 1_900_000, kept: 1 },
  ] as const;
  for (const { what, length, kept } of CASES) {
    it(what, () => {
      const cache = createParseCache();
      const asked: string[] = [];
      const get = (id: string) => {
        const text = () => {
          asked.push(id);
          return `# ${id}`.padEnd(length);
        };
        return cache.get({ id, key: "1", text }, parser);
      };
      const ids = Array.from({ length: 10 }, (_, i) => `file ${i}`);
      for (const id of ids) get(id);
      asked.length = 0;
      for (const id of ids.slice(-kept)) get(id);
      assert.deepEqual(asked, []);
      get(ids.at(-kept - 1)!);
      assert.deepEqual(asked, [ids.at(-kept - 1)]);
      cache.clear();
    });
  }
});
