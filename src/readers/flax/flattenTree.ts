import { type ByteRange, rangesBytes } from "../byteRanges";
import { quoteName } from "../quoteName";
import { shapeBytes, shapeText } from "../shapeBytes";
import { elementBytes } from "../storedTensors";
import { numpyStorage } from "./numpyStorage";
import type { FlaxNode } from "./readTree";

/** A leaf of a tree; `path` is joined by "/": "params/Conv_0/kernel". */
export type FlaxLeaf =
  | {
      readonly kind: "array";
      readonly path: string;
      readonly dtype: string;
      readonly shape: readonly number[];
      readonly ranges: readonly ByteRange[];
    }
  | { readonly kind: "value"; readonly path: string; readonly value: string | number | boolean }
  | { readonly kind: "bytes"; readonly path: string; readonly bytes: number; readonly what: string };

const CHUNKED = "__msgpack_chunked_array__";

/**
 * The leaves of a tree in the order of the file. An array that Flax has cut into chunks (flax/serialization.py) is one
 * leaf of several ranges; throws, naming `label` and the path, where chunks and shape disagree.
 */
export function flattenTree(tree: FlaxNode, label: string): readonly FlaxLeaf[] {
  return leavesOf(tree, "", label);
}

function leavesOf(node: FlaxNode, path: string, label: string): readonly FlaxLeaf[] {
  switch (node.kind) {
    case "array":
      return [{ kind: "array", path, dtype: node.dtype, shape: node.shape, ranges: [node.values] }];
    case "value":
      return node.value === null ? [] : [{ kind: "value", path, value: node.value }];
    case "bytes":
      return [{ ...node, path }];
    case "dict": {
      if (node.entries.some(([key]) => key === CHUNKED))
        return [joinChunks(node, path, `${label}: ${quoteName(path)}`)];
      return node.entries.flatMap(([key, child]) => leavesOf(child, path ? `${path}/${key}` : key, label));
    }
  }
}

type Dict = FlaxNode & { readonly kind: "dict" };

function joinChunks(node: Dict, path: string, label: string): FlaxLeaf {
  const shape = numbered(node, "shape", label).map((size, axis) => {
    const value = size.kind === "value" ? size.value : null;
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
    const found = value === null ? "no number" : quoteName(String(value));
    throw new Error(`${label}: shape has ${found} at place ${axis}, not an integer from 0 to 2^53`);
  });
  const chunks = numbered(node, "chunks", label).map((chunk, i) => {
    if (chunk.kind === "array") return chunk;
    throw new Error(`${label}: chunk ${i} is a ${chunk.kind}, not an array`);
  });
  const dtype = chunks[0]?.dtype;
  const other = chunks.find((chunk) => chunk.dtype !== dtype);
  if (dtype === undefined) throw new Error(`${label}: is cut into chunks, but has 0 of them`);
  if (other) throw new Error(`${label}: one chunk is of ${quoteName(dtype)}, another of ${quoteName(other.dtype)}`);
  const ranges = chunks.map(({ values }) => values);
  const storage = numpyStorage(dtype);
  const wanted = storage && shapeBytes(shape, elementBytes(storage), label);
  if (wanted !== undefined && wanted !== rangesBytes(ranges)) {
    const promise = `shape ${shapeText(shape)} of ${dtype} takes ${wanted} bytes`;
    throw new Error(`${label}: ${promise}, but its ${chunks.length} chunks have ${rangesBytes(ranges)}`);
  }
  return { kind: "array", path, dtype, shape, ranges };
}

/** The values of a dictionary of the keys "0", "1" and so on, in their order. */
function numbered(node: Dict, name: string, label: string): readonly FlaxNode[] {
  const list = node.entries.find(([key]) => key === name)?.[1];
  if (list?.kind !== "dict") throw new Error(`${label}: is cut into chunks, but has no dictionary '${name}'`);
  const byKey = new Map(list.entries);
  return list.entries.map((_, i) => {
    const value = byKey.get(String(i));
    if (value) return value;
    throw new Error(`${label}: '${name}' has ${list.entries.length} entries, but none of the key ${i}`);
  });
}
