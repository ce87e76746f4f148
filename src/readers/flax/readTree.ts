import { type ByteCursor, createByteCursor } from "../byteCursor";
import type { ByteSource } from "../byteSource";
import { quoteName } from "../quoteName";
import { type Head, readHead } from "./msgpackHead";
import { type FlaxArray, readNdarray } from "./ndarray";

/** What a Flax file holds: nested dictionaries down to arrays, whose values are not read, and single values. */
export type FlaxNode =
  | { readonly kind: "dict"; readonly entries: readonly (readonly [key: string, node: FlaxNode])[] }
  | ({ readonly kind: "array" } & FlaxArray)
  | { readonly kind: "value"; readonly value: string | number | boolean | null }
  /** Bytes that are no array; `what` as words that end a sentence. */
  | { readonly kind: "bytes"; readonly bytes: number; readonly what: string };

interface Walk {
  readonly cursor: ByteCursor;
  readonly end: number;
  readonly label: string;
  nodes: number;
}

const MAX_DEPTH = 64;
const MAX_NODES = 300_000;
const MAX_KEY_BYTES = 4096;
const LONGEST_TEXT = 1000;
const NDARRAY = 1;
const COMPLEX = 2;
const SCALAR = 3;

/**
 * Reads the tree of a file that flax.serialization wrote (its three extension types of msgpack), without the arrays'
 * values. Throws, naming the byte or the path, where it is not msgpack, its top is no dictionary, a key is no text,
 * nesting is deeper than 64, there are more than 300,000 nodes, and where something follows.
 */
export async function readTree(source: ByteSource, label: string): Promise<FlaxNode & { readonly kind: "dict" }> {
  const walk: Walk = { cursor: createByteCursor(source, label), end: source.size, label, nodes: 0 };
  const tree = await readNode(walk, "", 0);
  if (tree.kind !== "dict") throw new Error(`${label}: a Flax file holds a dictionary, but this one a ${tree.kind}`);
  const rest = source.size - walk.cursor.position();
  if (rest > 0)
    throw new Error(`${label}: byte ${walk.cursor.position()}: the dictionary ends, but ${rest} bytes follow`);
  return tree;
}

async function readNode(walk: Walk, path: string, depth: number): Promise<FlaxNode> {
  const { cursor, end, label } = walk;
  if (depth > MAX_DEPTH)
    throw new Error(`${label}: byte ${cursor.position()}: more than ${MAX_DEPTH} levels of nesting`);
  if (++walk.nodes > MAX_NODES) throw new Error(`${label}: more than the ${MAX_NODES} nodes that are read`);
  const head = await readHead(cursor, end, label);
  switch (head.kind) {
    case "map":
      return readDict(walk, head.size, path, depth);
    case "list":
      return readList(walk, head.size, path, depth);
    case "value":
      return head;
    case "text":
      return { kind: "value", value: await readTextStart(cursor, head.size) };
    case "bytes":
      cursor.moveTo(cursor.position() + head.size);
      return { kind: "bytes", bytes: head.size, what: "it is bytes without a dtype" };
    case "extension":
      return readExtension(walk, head, path);
  }
}

async function readDict(walk: Walk, size: number, path: string, depth: number): Promise<FlaxNode> {
  const entries: (readonly [string, FlaxNode])[] = [];
  for (let i = 0; i < size; i++) {
    const key = await readKey(walk, path, i);
    entries.push([key, await readNode(walk, path ? `${path}/${key}` : key, depth + 1)]);
  }
  return { kind: "dict", entries };
}

async function readList(walk: Walk, size: number, path: string, depth: number): Promise<FlaxNode> {
  const entries: (readonly [string, FlaxNode])[] = [];
  for (let i = 0; i < size; i++) {
    entries.push([String(i), await readNode(walk, path ? `${path}/${i}` : String(i), depth + 1)]);
  }
  return { kind: "dict", entries };
}

async function readKey({ cursor, end, label }: Walk, path: string, index: number): Promise<string> {
  const at = cursor.position();
  const head = await readHead(cursor, end, label);
  const place = `${label}: byte ${at}: key ${index} of ${path ? `'${quoteName(path)}'` : "the dictionary"}`;
  if (head.kind !== "text") throw new Error(`${place} is a ${head.kind}, not a text`);
  if (head.size > MAX_KEY_BYTES) throw new Error(`${place} has ${head.size} bytes, more than ${MAX_KEY_BYTES}`);
  return new TextDecoder().decode(await cursor.take(head.size, "a key"));
}

async function readTextStart(cursor: ByteCursor, size: number): Promise<string> {
  const end = cursor.position() + size;
  const text = new TextDecoder().decode(await cursor.take(Math.min(size, LONGEST_TEXT), "a text"));
  cursor.moveTo(end);
  return text;
}

async function readExtension(
  { cursor, label }: Walk,
  { type, size }: Head & { readonly kind: "extension" },
  path: string,
): Promise<FlaxNode> {
  const start = cursor.position();
  const end = start + size;
  let node: FlaxNode = { kind: "bytes", bytes: size, what: `its extension type ${type} is none of Flax's` };
  if (type === NDARRAY || type === SCALAR) {
    node = { kind: "array", ...(await readNdarray(cursor, end, `${label}: ${quoteName(path)}`)) };
  } else if (type === COMPLEX) node = { kind: "value", value: await readComplex(cursor, end, label) };
  cursor.moveTo(end);
  return node;
}

/** A Python complex: the list of its two parts. */
async function readComplex(cursor: ByteCursor, end: number, label: string): Promise<string> {
  const at = cursor.position();
  const list = await readHead(cursor, end, label);
  const [real, imaginary] = [await readHead(cursor, end, label), await readHead(cursor, end, label)];
  if (list.kind === "list" && list.size === 2 && real.kind === "value" && imaginary.kind === "value") {
    const sign = Number(imaginary.value) < 0 ? "" : "+";
    return `${real.value}${sign}${imaginary.value}j`;
  }
  throw new Error(`${label}: byte ${at}: a complex number is a list of 2 numbers, but here is a ${list.kind}`);
}
