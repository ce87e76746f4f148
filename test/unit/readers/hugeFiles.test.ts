import assert from "node:assert/strict";
import type { ByteSource } from "../../../src/readers/byteSource";
import { openTensors } from "../../../src/readers/openTensors";
import { type Bytes, concat, float32, hex, uint, zeros } from "./bytes";
import { big, dict, ndarray, pack } from "./flax/msgpackBytes";
import { ggufBytes, info } from "./gguf/ggufBytes";
import { memorySource } from "./memorySource";
import { npyBytes } from "./numpy/npyBytes";
import { initializer, model, raw, tensor } from "./onnx/onnxBytes";
import { field, lying, varint } from "./protobuf/protobufBytes";
import * as pt from "./pytorch/pytorchBytes";
import { safetensorsBytes } from "./safetensors/safetensorsBytes";
import { zipBytes } from "./zip/zipBytes";

const MIB = 1 << 20;
const VALUES = 10 * 2 ** 30;
const CHUNKS = 100;

interface Range {
  readonly start: number;
  readonly end: number;
}

/** A file of `head`, zeros as if they were there, `tail` and more zeros; keeps a list of what was asked for. */
function hugeFile(head: Bytes, gap: number, tail: Bytes = zeros(0), end = 0): { source: ByteSource; ranges: Range[] } {
  const ranges: Range[] = [];
  const size = head.length + gap + tail.length + end;
  const read = async (start: number, end: number) => {
    ranges.push({ start, end });
    assert.ok(0 <= start && start <= end && end <= size, `${start} to ${end}`);
    assert.ok(end - start <= 2 * MIB, `${end - start} bytes at once`);
    const bytes = zeros(end - start);
    if (start < head.length) bytes.set(head.subarray(start, end));
    const tailStart = head.length + gap;
    if (end > tailStart && start < tailStart + tail.length)
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

  it(".onnx: only the bytes of the tensor that is read", async () => {
    const small = initializer("small", [16 * MIB], lying(9, 64 * MIB));
    const tail = initializer("large", [VALUES / 4], lying(9, VALUES));
    // What lengths promise is not there yet: each field's head says what will lie between it and the end.
    const large = concat(tail.slice(0, 1), varint(tail.length - 2 + VALUES), tail.slice(2));
    const first = concat(small.slice(0, 1), varint(small.length - 2 + 64 * MIB), small.slice(2));
    const graph = first.length + 64 * MIB + large.length + VALUES;
    const { source, ranges } = hugeFile(concat(field(1, 8), lying(7, graph), first), 64 * MIB, large, VALUES);
    assert.equal(await firstChunks(source, "x.onnx", "large"), CHUNKS);
    assert.ok(ranges.length < CHUNKS + 10, `${ranges.length} ranges`);
    assert.equal(ranges.filter(({ start }) => start > MIB && start < 64 * MIB).length, 0);
  });

  it(".gguf: only the bytes of the tensor that is read", async () => {
    const infos = [info("small", [16 * MIB], 24, 0), info("large", [VALUES / 4], 0, 16 * MIB)];
    const head = ggufBytes({ infos, data: zeros(32) });
    const { source, ranges } = hugeFile(head.slice(0, -32), 16 * MIB + VALUES);
    assert.equal(await firstChunks(source, "x.gguf", "large"), CHUNKS);
    assert.equal(ranges.filter(({ start }) => start > MIB && start < 16 * MIB).length, 0);
  });

  it(".msgpack: an array in chunks of a gigabyte", async () => {
    const size = 2 ** 30;
    const head = (key: string) =>
      concat(
        pack(key),
        hex("c9"),
        big(4, size + 21),
        hex("01 93 91 ce"),
        big(4, size / 4),
        pack("float32"),
        hex("c6"),
        big(4, size),
      );
    const shape = dict(["0", { packed: concat(hex("ce"), big(4, size / 2)) }]);
    const start = concat(hex("81"), pack("x"), hex("83"), pack("__msgpack_chunked_array__"), hex("c3"));
    const first = concat(start, pack("shape"), pack(shape), pack("chunks"), hex("82"), head("0"));
    const { source, ranges } = hugeFile(first, size, head("1"), size);
    assert.equal(await firstChunks(source, "x.msgpack", "x"), CHUNKS);
    assert.ok(ranges.length < CHUNKS + 10, `${ranges.length} ranges`);
  });

  it(".pt: only the bytes of the tensor that is read, and no checksum", async () => {
    const root = pt.pickle(pt.dict({ w: pt.at("0", VALUES / 4, [VALUES / 4], [1]) }));
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
    ["x.pt", pt.checkpoint(pt.pickle(pt.dict({ x: pt.PLAIN })), { "0": zeros(8) })],
    ["x.pt", pt.legacy(pt.pickle(pt.dict({ x: pt.PLAIN })), pt.pickle(pt.list(pt.text("0"))), uint(8, 2), zeros(8))],
    ["x.pt", pt.checkpoint(pt.pickle(pt.dict({ x: pt.at("0", 4, [2], [2]) })), { "0": zeros(16) })],
    ["x.safetensors", safetensorsBytes({ x: { dtype: "U8", shape: [4], data_offsets: [0, 4] } }, zeros(4))],
    ["x.onnx", model(initializer("x", [1], raw(float32(1))), field(5, tensor("y", [2], 7, field(7, hex("01 02")))))],
    ["x.gguf", ggufBytes({ infos: [info("x", [4], 0, 0)], data: zeros(16) })],
    ["x.msgpack", pack(dict(["x", ndarray([4], "int8", zeros(4))]))],
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
