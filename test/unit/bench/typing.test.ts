import assert from "node:assert/strict";
import { keystrokes } from "../../bench/typing/keystrokes";
import { LINES, modelFiles } from "../../bench/typing/modelFiles";
import { pythonParser } from "../analysis/pythonParser";

describe("what the benchmark of keys types into", () => {
  for (const { name, text } of modelFiles()) {
    it(`is a file of ${LINES} lines of Python: ${name}`, async () => {
      assert.equal(text.split("\n").length, LINES + 1);
      assert.ok((await pythonParser()).accepts(text));
    });

    it(`changes by one character a key, and has an empty line more in the end: ${name}`, () => {
      const versions = [...keystrokes(text, 1)];
      const steps = versions.slice(1).map((version, i) => Math.abs(version.length - versions[i]!.length));
      assert.ok(steps.every((step) => step === 1));
      assert.equal(versions.at(-1)!.length, text.length + 1);
    });
  }
});
