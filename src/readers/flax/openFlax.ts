import type { Tensor } from "../../engine/tensor";
import { rangesBytes, readIntoRanges, streamRanges } from "../byteRanges";
import type { ByteSource } from "../byteSource";
import { factText } from "../factText";
import type { ClosedTensor, FileContents } from "../fileContents";
import { looksLike, MAGIC_BYTES } from "../looksLike";
import { quoteName } from "../quoteName";
import { readRange } from "../readRange";
import { storedTensors } from "../storedTensors";
import { createUniqueNames } from "../uniqueNames";
import { type FlaxLeaf, flattenTree } from "./flattenTree";
import { numpyStorage } from "./numpyStorage";
import { readTree } from "./readTree";

type ArrayLeaf = FlaxLeaf & { readonly kind: "array" };

const MAX_FACTS = 64;
/** Of optax in a TrainState, and of the older flax.optim, which keeps the model as `target` beside its `state`. */
const OPTIMIZER = /(^|\/)(opt_state|optimizer\/state)\//;

/**
 * Opens a .msgpack file that flax.serialization wrote: its arrays by their paths ("params/Conv_0/kernel"), in the order
 * of the file, complex ones as `<path>.real` and `<path>.imag`, an optimizer's with that role; single values are facts.
 * Throws, naming `label`, as `readTree` and `flattenTree` do.
 */
export async function openFlax(source: ByteSource, label: string): Promise<FileContents> {
  await checkBeginning(source, label);
  const leaves = flattenTree(await readTree(source, label), label);
  const unique = createUniqueNames();
  const tensors: Tensor[] = [];
  const closed: ClosedTensor[] = [];
  const facts: [string, string][] = [];
  for (const leaf of leaves) {
    if (leaf.kind === "value") facts.push([factText(leaf.path), factText(String(leaf.value))]);
    else if (leaf.kind === "bytes") closed.push(closedBytes(unique(leaf.path), leaf.bytes, leaf.what));
    else {
      const read = tensorsOf(source, leaf, label);
      if (read) tensors.push(...read.map((tensor) => ({ ...tensor, name: unique(tensor.name) })));
      else closed.push(closedArray(unique(leaf.path), leaf));
    }
  }
  return { format: "Flax checkpoint (msgpack)", tensors, closed, facts: facts.slice(0, MAX_FACTS), norms: [] };
}

/** A dictionary is what every file of Flax begins with. */
async function checkBeginning(source: ByteSource, label: string): Promise<void> {
  const head = await readRange(source, 0, Math.min(source.size, MAGIC_BYTES), label);
  const [first = 0] = head;
  // An empty dictionary and nothing else; what else begins so is a pickle.
  const isEmpty = first === 0x80 && source.size === 1;
  if (isEmpty || (first > 0x80 && first < 0x90) || first === 0xde || first === 0xdf) return;
  throw new Error(`${label}: a Flax file begins with a msgpack dictionary, but ${looksLike(head)}`);
}

function tensorsOf(source: ByteSource, leaf: ArrayLeaf, file: string): readonly Tensor[] | undefined {
  const { path, shape, ranges } = leaf;
  const storage = numpyStorage(leaf.dtype);
  if (!storage) return undefined;
  const label = `${file}: ${quoteName(path)}`;
  const stored = storedTensors({
    name: path,
    shape,
    order: "C",
    storage,
    bytes: rangesBytes(ranges),
    label,
    stream: () => streamRanges(source, ranges, label),
    readInto: readIntoRanges(source, ranges, label),
  });
  return OPTIMIZER.test(path) ? stored.map((tensor) => ({ ...tensor, role: "optimizer" })) : stored;
}

function closedArray(name: string, { dtype, shape, ranges }: ArrayLeaf): ClosedTensor {
  const reason = `its dtype '${quoteName(dtype)}' is not read`;
  return { name, dtype: quoteName(dtype), shape, bytes: rangesBytes(ranges), reason };
}

function closedBytes(name: string, bytes: number, reason: string): ClosedTensor {
  return { name, dtype: "bytes", shape: [bytes], bytes, reason };
}
