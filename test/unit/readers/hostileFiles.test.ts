import assert from "node:assert/strict";
import { hostileFiles } from "./hostileFiles";
import { openBytes, readAll } from "./memorySource";

describe("A hostile file is refused in one line", () => {
  for (const { name, fileName, bytes, siblings, message } of hostileFiles) {
    it(`${JSON.stringify(fileName.slice(-24))}: ${name}`, async () => {
      const read = async () => {
        for (const tensor of await openBytes(fileName, bytes, siblings)) await readAll(tensor);
      };
      await assert.rejects(read(), (error) => {
        assert.match(String(error), message);
        assert.match(String(error), /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,500}$/u);
        return true;
      });
    });
  }
});
