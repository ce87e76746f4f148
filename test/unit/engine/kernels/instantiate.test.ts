import assert from "node:assert/strict";
import { createMemory, instantiate } from "../../../../src/engine/kernels/instantiate";

describe("the kernels", () => {
  it("compute in memory of their own", () => {
    const memory = createMemory(2 ** 20);
    const { exports } = instantiate<{ readAll(from: number, bytes: number): number }>(memory);
    new Int32Array(memory.buffer, 65_536, 64).fill(5);
    assert.equal(exports.readAll(65_536, 256), 5);
  });

  it("refuse more memory than WebAssembly has", () => {
    assert.throws(() => createMemory(2 ** 33), /8589934592 bytes of memory, but can have 4 GiB/);
  });
});
