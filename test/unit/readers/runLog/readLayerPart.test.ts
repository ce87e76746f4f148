import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { LayerPart } from "../../../../src/engine/run/runRecord";
import { readLayerPart } from "../../../../src/readers/runLog/readLayerPart";
import { readRunLog } from "../../../../src/readers/runLog/readRunLog";
import { concat, uint, utf8 } from "../bytes";
import { memorySource } from "../memorySource";
import { logOf, payloadOf, stepPayload } from "./writeLog";

describe("One layer of a step record", () => {
  for (const log of ["digits/rank-0000", "two-ranks/rank-0001"]) {
    it(`is what reading the whole record gives, but for the distribution: ${log}`, async () => {
      const source = memorySource(readFileSync(`test/fixtures/runs/${log}.normlog`));
      let start = 0;
      const records = readRunLog(source, "log", 0, (at) => {
        start = at;
      });
      const parts: [number, LayerPart][] = [];
      for await (const record of records)
        if (record.kind === "step") parts.push(...record.layers.map((part): [number, LayerPart] => [start, part]));
      assert.ok(parts.length > 10);
      for (const [at, part] of parts)
        assert.deepEqual(await readLayerPart(source, at, part.index, "log"), { ...part, buckets: null });
    });
  }

  it("is null where the record does not speak of the layer", async () => {
    assert.equal(await readLayerPart(memorySource(logOf(stepPayload(3))), 8, 5, "log"), null);
  });

  const step = { kind: "step", step: 0, part: 0, layers: [[0, {}]] };
  const wrong: readonly (readonly [title: string, bytes: Uint8Array, message: RegExp])[] = [
    ["a cut-off record", logOf(stepPayload(0)).subarray(0, 40), /^log: bytes 20 to \d+ cannot be read|^log: /],
    ["no list of layers", logOf(payloadOf({ kind: "step", step: 0 })), /^log: byte 8: "layers" is left out/],
    ["no arrays of it", logOf(payloadOf(step)), /^log: byte 8: step 0: layer 0: array "0\/mean" is missing$/],
    ["arrays that begin behind the end", logOf(at(2 ** 40)), /^log: byte 8: array "0\/mean" begins behind/],
    ["arrays of endless shape", logOf(at(0, 2 ** 50)), /^log: byte 8: array "0\/mean": it ends at byte/],
  ];
  for (const [title, bytes, message] of wrong) {
    it(`is refused in one line with ${title}`, async () => {
      await assert.rejects(readLayerPart(memorySource(bytes), 8, 0, "log"), { message });
    });
  }

  function at(offset: number, length = 1) {
    const text = utf8(JSON.stringify({ ...step, arrays: { "0/mean": ["f8", [length], offset] } }));
    return concat(uint(4, text.length), text);
  }
});
