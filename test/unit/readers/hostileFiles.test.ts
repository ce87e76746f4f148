import assert from "node:assert/strict";
import type { OpenOptions } from "../../../src/readers/openTensors";
import { inflate } from "../../../src/worker/inflate";
import type { HostileFile } from "./hostileFile";
import { hostileFiles } from "./hostileFiles";
import { openBytes, readAll } from "./memorySource";
import { hostileNpz } from "./numpy/hostileNpz";
import { openOptions } from "./openOptions";

function check({ name, fileName, bytes, siblings, message }: HostileFile, options: OpenOptions = openOptions): void {
  it(`${JSON.stringify(fileName.slice(-24))}: ${name}`, async () => {
    const read = async () => {
      for (const tensor of await openBytes(fileName, bytes, siblings, options)) await readAll(tensor);
    };
    await assert.rejects(read(), (error) => {
      assert.match(String(error), message);
      assert.match(String(error), /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,500}$/u);
      return true;
    });
  });
}

describe("A hostile file is refused in one line", () => {
  for (const file of hostileFiles) check(file);
});

describe("A hostile archive is refused in one line, also when the caller inflates it", () => {
  for (const file of hostileNpz) check(file, { inflateRaw: inflate });
});
