import type { ByteSource } from "../byteSource";
import { itemsOf, kindText, type PickleValue } from "../pickle/pickleValue";
import type { Unpickled } from "../pickle/unpickle";
import { quoteName } from "../quoteName";
import { readRange } from "../readRange";
import type { Checkpoint } from "./checkpointContents";
import { createPickleStream } from "./pickleStream";
import { readStorageId, type StorageId } from "./storageId";
import { plainStorage, type TorchStorage } from "./torchStorage";

const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;
const FIRST_BYTES = 1 << 16;
const COUNT_BYTES = 8;

/**
 * Reads what `torch.save` wrote from PyTorch 0.1.10 to 1.5, and writes on request: pickles of a magic number, a
 * protocol, the system, the checkpoint and the keys of its storages, then the storages, each as its number of elements
 * and its bytes, little-endian on every machine (torch/serialization.py, `_legacy_save`).
 * Throws, naming `label`, where the file is not of this kind, and where pickles, keys and size disagree.
 */
export async function openLegacyStream(source: ByteSource, label: string): Promise<Checkpoint> {
  const pickles = createPickleStream(source, 0, source.size, FIRST_BYTES, label);
  const { value: magic } = await pickles.next();
  if (magic !== MAGIC) {
    const what = `its first value is ${quoteName(kindText(magic))}, not PyTorch's magic number`;
    throw new Error(`${label}: a Python pickle, but not one of torch.save: ${what}`);
  }
  const { value: protocol } = await pickles.next();
  if (protocol !== PROTOCOL) {
    const found = typeof protocol === "number" ? protocol : kindText(protocol);
    throw new Error(`${label}: PyTorch's protocol ${quoteName(String(found))} is unknown; ${PROTOCOL} can be read`);
  }
  await pickles.next();
  const object = await pickles.next();
  const { value: keys } = await pickles.next();
  const ids = readIds(object, label);
  const storages = placeStorages(source, keys, ids, pickles.position(), label);
  return {
    format: "PyTorch checkpoint (legacy)",
    root: object.value,
    bigEndian: false,
    facts: [],
    outside: {
      storage(id, place) {
        const { key, dtype, elements, view } = readStorageId(id, place);
        return { storage: storages.get(key)!, dtype, elements: view?.elements ?? elements, offset: view?.offset ?? 0 };
      },
    },
  };
}

/** The storages that the pickle names; several ids may name one, and must agree on it. */
function readIds({ persistents }: Unpickled, label: string): ReadonlyMap<string, StorageId> {
  const ids = new Map<string, StorageId>();
  for (const { id } of persistents) {
    // Classes are kept outside too, with the text of their source.
    if (itemsOf(id)[0] === "module") continue;
    const own = readStorageId(id, label);
    const known = ids.get(own.key);
    if (known && known.elements * known.dtype.bytes !== own.elements * own.dtype.bytes) {
      const sizes = `${known.elements} ${known.dtype.name} and of ${own.elements} ${own.dtype.name}`;
      throw new Error(`${label}: storage ${quoteName(own.key)} is said to be of ${sizes}`);
    }
    ids.set(own.key, own);
  }
  return ids;
}

/** Where each storage stands: they follow each other in the order of the list of keys. */
function placeStorages(
  source: ByteSource,
  keys: PickleValue,
  ids: ReadonlyMap<string, StorageId>,
  start: number,
  label: string,
): ReadonlyMap<string, TorchStorage> {
  const storages = new Map<string, TorchStorage>();
  let at = start;
  for (const key of itemsOf(keys)) {
    const id = typeof key === "string" || typeof key === "number" ? ids.get(String(key)) : undefined;
    if (!id) throw new Error(`${label}: its list of storages names one that no tensor has: ${keyText(key)}`);
    if (storages.has(id.key)) throw new Error(`${label}: storage ${quoteName(id.key)}: listed twice`);
    const storageLabel = `${label}: storage ${quoteName(id.key)}`;
    const bytes = id.elements * id.dtype.bytes;
    const from = at;
    at += COUNT_BYTES + bytes;
    if (at > source.size) {
      throw new Error(`${storageLabel}: takes ${bytes} bytes at ${from}, but the file ends at ${source.size}`);
    }
    storages.set(
      id.key,
      plainStorage(source, bytes, storageLabel, async () => {
        await checkCount(source, from, id, storageLabel);
        return from + COUNT_BYTES;
      }),
    );
  }
  for (const key of ids.keys()) {
    if (!storages.has(key)) throw new Error(`${label}: storage ${quoteName(key)} is not in its list of storages`);
  }
  return storages;
}

async function checkCount(source: ByteSource, at: number, id: StorageId, label: string): Promise<void> {
  const bytes = await readRange(source, at, at + COUNT_BYTES, label);
  const count = new DataView(bytes.buffer).getBigInt64(0, true);
  if (count !== BigInt(id.elements)) {
    throw new Error(`${label}: begins as one of ${count} elements, but the pickle says ${id.elements}`);
  }
}

function keyText(key: PickleValue): string {
  return quoteName(typeof key === "string" ? key : kindText(key));
}
