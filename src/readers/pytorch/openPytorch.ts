import type { ByteSource } from "../byteSource";
import { type FileContents, plainContents } from "../fileContents";
import { looksLike } from "../looksLike";
import type { ShardKind } from "../openShards";
import { readRange } from "../readRange";
import { openSafetensors } from "../safetensors/openSafetensors";
import type { Inflate } from "../zip/inflateRaw";
import { type CheckpointContents, checkpointContents } from "./checkpointContents";
import { openLegacyStream } from "./openLegacyStream";
import { openLegacyTar } from "./openLegacyTar";
import { openPytorchZip } from "./openPytorchZip";
import { isTar } from "./tarDirectory";

const HEAD_BYTES = 512;
const TABLE_MAGIC = 0xdb4775248b80fb57n;

/**
 * Opens a PyTorch file (.pt, .pth, .bin, .ckpt): a checkpoint of any age, TorchScript, or safetensors under such a
 * name. What it is, its content says. `own` names a tensor that is all of the file. Its pickle is read as data (see
 * `unpickle`); nothing in it is executed.
 * Throws, naming `label`, for what the reader of its kind refuses, and for files of no such kind.
 */
export async function openPytorch(
  source: ByteSource,
  label: string,
  own: string,
  inflate: Inflate,
): Promise<FileContents> {
  const head = await readHead(source, label);
  if (isSafetensors(head, source.size)) return plainContents("safetensors file", await openSafetensors(source, label));
  return (await openCheckpoint(source, head, label, own, inflate)).contents;
}

/** Shards that a `*.bin.index.json` lists. */
export function pytorchShards(inflate: Inflate): ShardKind {
  return {
    extension: ".bin",
    open: async (source, label) => openCheckpoint(source, await readHead(source, label), label, "tensor", inflate),
  };
}

async function openCheckpoint(
  source: ByteSource,
  head: Uint8Array,
  label: string,
  own: string,
  inflate: Inflate,
): Promise<CheckpointContents> {
  if (beginsWith(head, "PK")) return checkpointContents(await openPytorchZip(source, label, inflate), label, own);
  if (isTar(head)) return checkpointContents(await openLegacyTar(source, label), label, own);
  if (head[0] === 0x80) return checkpointContents(await openLegacyStream(source, label), label, own);
  throw new Error(`${label}: not a PyTorch checkpoint: ${await otherKind(source, head, label)}`);
}

async function otherKind(source: ByteSource, head: Uint8Array, label: string): Promise<string> {
  if (beginsWith(head.subarray(4), "PTMF")) return "it is a mobile model in a flatbuffer (.ptl), which is not read";
  if (source.size >= 8) {
    const end = new DataView((await readRange(source, source.size - 8, source.size, label)).buffer);
    if (end.getBigUint64(0, true) === TABLE_MAGIC) return "it is a TensorFlow checkpoint, which is not read";
  }
  return looksLike(head);
}

function readHead(source: ByteSource, label: string): Promise<Uint8Array> {
  return readRange(source, 0, Math.min(source.size, HEAD_BYTES), label);
}

function isSafetensors(head: Uint8Array, size: number): boolean {
  if (head.length < 10 || head[8] !== 0x7b) return false;
  return new DataView(head.buffer, head.byteOffset).getBigUint64(0, true) <= size - 8;
}

function beginsWith(head: Uint8Array, magic: string): boolean {
  return String.fromCharCode(...head.subarray(0, magic.length)) === magic;
}
