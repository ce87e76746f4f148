import assert from "node:assert/strict";
import type { ByteSource } from "../../../src/readers/byteSource";
import { openTensors } from "../../../src/readers/openTensors";
import { type Bytes, concat, uint, zeros } from "./bytes";
import { memorySource } from "./memorySource";
import { npyBytes } from "./npyBytes";
import { at, checkpoint, dict, legacy, list, PLAIN, pickle, text } from "./pytorchBytes";
import { safetensorsBytes } from "./safetensorsBytes";
import { zipBytes } from "./zipBytes";

const MIB = 1 << 20;
const VALUES = 10 * 2 ** 30;
const CHUNKS = 100;

interface Range {
  readonly start: number;
  readonly end: number;
}

/** A file of `head`, zeros as if they were there, and `tail`; keeps a list of what was asked for. */
function hugeFile(head: Bytes, gap: number, tail: Bytes = zeros(0)): { source: ByteSource; ranges: Range[] } {
  const ranges: Range[] = [];
  const size = head.length + gap + tail.length;
  const read = async (start: number, end: number) => {
    ranges.push({ start, end });
    assert.ok(0 <= start && start <= end && end <= size, `${start} to ${end}`);
    assert.ok(end - start <= 2 * MIB, `${end - start} bytes at once`);
    const bytes = zeros(end - start);
    if (start < head.length) bytes.set(head.subarray(start, end));
    const tailStart = head.length + gap;
    if (end > tailStart)
      bytes.set(tail.subarray(Math.max(0, start - tailStart), end - tailStart), Math.max(0, tailStart - start));
    return bytes.buffer;
  };
  return { source: { size, read }, ranges };
}

async function firstChunks(source: ByteSource, fileName: string, tensorName: string): Promise<number> {
  const { tensors } = await openTensors(source, fileName, {});
  let chunks = 0;
  for await (const chunk of tensors.find(({ name }) => name === tensorName)!.chunks()) {
    assert.equal(chunk.length, MIB);
    if (++chunks === CHUNKS) break;
  }
  return chunks;
}

describe("A file of 10 GiB is read a few MiB at a time", () => {
  const npy = npyBytes({ version: 2, shape: `(${VALUES / 4},)`, data: zeros(0) });

  it(".npy", async () => {
    const { source, ranges } = hugeFile(npy, VALUES);
    assert.equal(await firstChunks(source, "x.npy", "x"), CHUNKS);
    assert.equal(ranges.length, 1 + CHUNKS);
  });

  it(".npz, stored", async () => {
    const size = npy.length + VALUES;
    const whole = zipBytes([{ name: "x.npy", data: npy, size, packedSize: size, zip64: "central" }]);
    const start = whole.length - zipTail(whole).length;
    const { source, ranges } = hugeFile(whole.slice(0, start), VALUES, moved(zipTail(whole), VALUES));
    assert.equal(await firstChunks(source, "x.npz", "x"), CHUNKS);
    assert.ok(ranges.length < CHUNKS + 20, `${ranges.length} ranges`);
  });

  it(".safetensors: only the bytes of the tensor that is read", async () => {
    const small = { dtype: "U8", shape: [16 * MIB], data_offsets: [0, 16 * MIB] };
    const large = { dtype: "F32", shape: [VALUES / 4], data_offsets: [16 * MIB, 16 * MIB + VALUES] };
    const { source, ranges } = hugeFile(safetensorsBytes({ small, large }, zeros(0)), 16 * MIB + VALUES);
    assert.equal(await firstChunks(source, "x.safetensors", "large"), CHUNKS);
    assert.equal(ranges.filter(({ start }) => start > MIB && start < 16 * MIB).length, 0);
  });

  it(".pt: only the bytes of the tensor that is read, and no checksum", async () => {
    const root = pickle(dict({ w: at("0", VALUES / 4, [VALUES / 4], [1]) }));
    const parts = [
      { name: "a/data.pkl", data: root },
      { name: "a/data/0", data: zeros(0), size: VALUES, packedSize: VALUES, zip64: "central" as const },
    ];
    const whole = zipBytes(parts);
    const tail = zipTail(whole);
    const { source, ranges } = hugeFile(whole.slice(0, whole.length - tail.length), VALUES, moved(tail, VALUES));
    assert.equal(await firstChunks(source, "x.pt", "w"), CHUNKS);
    assert.ok(ranges.length < CHUNKS + 20, `${ranges.length} ranges`);
  });

  it(".npz whose directory claims gigabytes", async () => {
    const end = concat(uint(4, 0x06054b50), uint(4, 0), uint(2, 1), uint(2, 1), uint(4, 4e9), uint(4, 10), uint(2, 0));
    const head = concat(uint(4, 0x04034b50), zeros(6), uint(4, 0x02014b50));
    const { source } = hugeFile(head, VALUES, end);
    await assert.rejects(
      openTensors(source, "x.npz", {}),
      /^Error: x\.npz: zip directory of \d+ bytes, more than the 67108864 that are read$/,
    );
  });
});

describe("A file that changes while it is read is an error", () => {
  const files: readonly (readonly [fileName: string, bytes: Bytes])[] = [
    ["x.npy", npyBytes()],
    ["x.npz", zipBytes([{ name: "x.npy", data: npyBytes() }])],
    ["x.npz", zipBytes([{ name: "x.npy", data: npyBytes(), deflate: true }])],
    ["x.pt", checkpoint(pickle(dict({ x: PLAIN })), { "0": zeros(8) })],
    ["x.pt", legacy(pickle(dict({ x: PLAIN })), pickle(list(text("0"))), uint(8, 2), zeros(8))],
    ["x.pt", checkpoint(pickle(dict({ x: at("0", 4, [2], [2]) })), { "0": zeros(16) })],
    ["x.safetensors", safetensorsBytes({ x: { dtype: "U8", shape: [4], data_offsets: [0, 4] } }, zeros(4))],
  ];
  files.forEach(([fileName, bytes], i) => {
    it(`${fileName}, file ${i}, after each of its reads`, async () => {
      const readsInAll = await readWith(fileName, bytes, Number.POSITIVE_INFINITY, "shorter");
      for (let reads = 0; reads < readsInAll; reads++) {
        await assert.rejects(
          readWith(fileName, bytes, reads, "shorter"),
          /^Error: x\.\w+: .*the file changed while it was read/,
        );
        await assert.rejects(
          readWith(fileName, bytes, reads, "gone"),
          /^Error: x\.\w+: .*bytes \d+ to \d+ cannot be read: EIO\ufffdgone$/,
        );
      }
    });
  });
});

/** Reads a file that is as it was for `reads` reads only. Gives the number of reads. */
async function readWith(fileName: string, bytes: Bytes, reads: number, then: "shorter" | "gone"): Promise<number> {
  const { size, read } = memorySource(bytes);
  let count = 0;
  const changing: ByteSource["read"] = async (start, end) => {
    if (count++ < reads) return read(start, end);
    if (then === "gone") throw new Error("EIO\n\u0000gone");
    return read(start, Math.max(start, end - 1));
  };
  for (const tensor of (await openTensors({ size, read: changing }, fileName, {})).tensors) {
    for await (const _ of tensor.chunks());
  }
  return count;
}

/** What stands after the only member: directory and end records. */
function zipTail(whole: Bytes): Bytes {
  return whole.slice(Buffer.from(whole).indexOf("PK\x01\x02"));
}

/** The tail of an archive whose directory begins `by` bytes later. */
function moved(tail: Bytes, by: number): Bytes {
  const bytes = tail.slice();
  const view = new DataView(bytes.buffer);
  const record = Buffer.from(bytes).indexOf("PK\x06\x06");
  const locator = Buffer.from(bytes).indexOf("PK\x06\x07");
  for (const at of [record + 48, locator + 8]) view.setBigUint64(at, view.getBigUint64(at, true) + BigInt(by), true);
  return bytes;
}
