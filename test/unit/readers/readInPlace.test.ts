import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DTYPE_BYTES, elementCount } from "../../../src/engine/tensor";
import type { ByteSource } from "../../../src/readers/byteSource";
import { openTensors } from "../../../src/readers/openTensors";
import { memorySource, readAll } from "./memorySource";
import { openOptions } from "./openOptions";

const FOLDER = "test/fixtures/models";
const FORMATS = /\.(onnx|gguf|msgpack)$/;

describe("Values are read straight into memory as chunks give them, from any place on", () => {
  const files = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((name) => FORMATS.test(name));
  for (const file of files.sort()) {
    it(file, async () => {
      const name = file.slice(file.lastIndexOf("/") + 1);
      const openSibling = async (sibling: string) => inPlace(readFileSync(join(FOLDER, file, "..", sibling)));
      const { tensors } = await openTensors(inPlace(readFileSync(join(FOLDER, file))), name, {
        ...openOptions,
        openSibling,
      });
      for (const tensor of tensors) {
        if (!tensor.readInto) continue;
        const values = await readAll(tensor);
        const size = DTYPE_BYTES[tensor.dtype];
        const start = Math.floor(elementCount(tensor.shape) / 3);
        const into = new Uint8Array(values.length - start * size);
        await tensor.readInto(into, start);
        assert.deepEqual(into, values.slice(start * size), tensor.name);
      }
      assert.ok(tensors.length === 0 || tensors.some(({ readInto }) => readInto));
    });
  }
});

function inPlace(bytes: Uint8Array): ByteSource {
  const source = memorySource(bytes);
  return {
    ...source,
    async readInto(into, start) {
      into.set(new Uint8Array(await source.read(start, start + into.length)));
    },
  };
}
