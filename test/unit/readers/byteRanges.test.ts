import assert from "node:assert/strict";
import fc from "fast-check";
import { rangesBytes, readIntoRanges, streamRanges } from "../../../src/readers/byteRanges";
import type { ByteSource } from "../../../src/readers/byteSource";
import { memorySource } from "./memorySource";

const FILE = Uint8Array.from({ length: 64 }, (_, i) => i);

const source: ByteSource = {
  ...memorySource(FILE),
  async readInto(into, start) {
    assert.ok(start >= 0 && start + into.length <= FILE.length);
    into.set(FILE.subarray(start, start + into.length));
  },
};

const range = fc
  .tuple(fc.nat(64), fc.nat(64))
  .map(([one, other]) => ({ start: Math.min(one, other), end: Math.max(one, other) }));

describe("Ranges of a file", () => {
  it("are read into memory from any byte on as a stream gives them", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(range, { maxLength: 5 }), fc.nat(400), fc.nat(400), async (ranges, one, other) => {
        const whole: number[] = [];
        for await (const piece of streamRanges(source, ranges, "x")) whole.push(...piece);
        assert.equal(whole.length, rangesBytes(ranges));
        const [start, end] = [Math.min(one, other), Math.max(one, other)].map((at) => Math.min(at, whole.length));
        const into = new Uint8Array(end! - start!);
        await readIntoRanges(source, ranges, "x")!(into, start!);
        assert.deepEqual([...into], whole.slice(start, end));
      }),
    );
  });

  it("throw where more is asked for than they have", async () => {
    const read = readIntoRanges(source, [{ start: 0, end: 4 }], "x")!;
    await assert.rejects(read(new Uint8Array(3), 2), /^Error: x: 3 bytes at 2 leave its 4$/);
  });
});
