import assert from "node:assert/strict";
import { DTYPE_BYTES, elementCount, type Tensor } from "../../../src/engine/tensor";
import type { ByteSource } from "../../../src/readers/byteSource";
import { type OpenOptions, openTensors } from "../../../src/readers/openTensors";
import { type Bytes, concat } from "./bytes";

export type Files = Readonly<Record<string, Bytes>>;

/** A file in memory, which rejects ranges outside as a file on disk does. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    async read(start, end) {
      if (start < 0 || start > end || end > bytes.length) throw new Error(`no bytes ${start} to ${end}`);
      return new Uint8Array(bytes.subarray(start, end)).buffer;
    },
    readSync(into, start) {
      if (start < 0 || start + into.length > bytes.length) throw new Error(`no bytes ${start} on`);
      into.set(bytes.subarray(start, start + into.length));
    },
  };
}

/** Opens a file in memory; `siblings` are the files beside it. */
export function openContents(fileName: string, bytes: Uint8Array, siblings: Files = {}, options: OpenOptions = {}) {
  const openSibling = async (name: string) => {
    const sibling = siblings[name];
    if (!sibling) throw new Error("ENOENT");
    return memorySource(sibling);
  };
  return openTensors(memorySource(bytes), fileName, { openSibling, ...options });
}

/** The tensors of a file in memory. */
export async function openBytes(...file: Parameters<typeof openContents>): Promise<readonly Tensor[]> {
  return (await openContents(...file)).tensors;
}

/** All values of a tensor, after a check that its chunks keep the contract of `Tensor.chunks`. */
export async function readAll(tensor: Tensor): Promise<Bytes> {
  const chunks: Bytes[] = [];
  for await (const chunk of tensor.chunks()) {
    assert.equal(chunk.byteOffset, 0);
    assert.equal(chunk.length % DTYPE_BYTES[tensor.dtype], 0);
    assert.ok(chunk.length > 0 && chunk.length <= 1 << 20);
    chunks.push(chunk.slice());
  }
  const values = concat(...chunks);
  assert.equal(values.length, elementCount(tensor.shape) * DTYPE_BYTES[tensor.dtype]);
  return values;
}
