import type { ByteSource } from "../byteSource";
import { globalName, itemsOf, kindText, type PickleValue } from "../pickle/pickleValue";
import { quoteName } from "../quoteName";
import { readRange } from "../readRange";
import type { Checkpoint } from "./checkpointContents";
import { createPickleStream } from "./pickleStream";
import type { StoragePart, TorchTensor } from "./savedTensor";
import { checkView } from "./stridedView";
import { readTarDirectory, type TarMember } from "./tarDirectory";
import { storageDtype } from "./torchDtypes";
import { plainStorage } from "./torchStorage";

const FIRST_BYTES = 1 << 12;
const COUNT_BYTES = 8;
const MOST_AXES = 64;

/**
 * Reads what PyTorch wrote before 0.1.10: a tar of `sys_info`, `storages`, `tensors` and `pickle`; storages and tensors
 * are a count, then for each a small pickle and its bytes (torch/serialization.py, `legacy_load`).
 * Throws, naming `label`, where a member is missing or damaged, and where they disagree.
 */
export async function openLegacyTar(source: ByteSource, label: string): Promise<Checkpoint> {
  const members = await readTarDirectory(source, label);
  const [storagesAt, tensorsAt, pickleAt] = ["storages", "tensors", "pickle"].map((name) => {
    const member = members.get(name);
    if (!member) throw new Error(`${label}: a tar archive without ${name}, which PyTorch's have`);
    return member;
  });
  const storages = await readStorages(source, storagesAt!, `${label}: storages`);
  const tensors = await readTensors(source, tensorsAt!, storages, `${label}: tensors`);
  const pickles = createPickleStream(source, pickleAt!.start, pickleAt!.end, 1 << 16, `${label}: pickle`);
  const { value } = await pickles.next();
  return {
    format: "PyTorch checkpoint (legacy tar)",
    root: value,
    bigEndian: false,
    facts: [],
    outside: {
      storage(id, place) {
        const found = storages.get(keyOf(id));
        if (!found) throw new Error(`${place}: its storage ${quoteName(keyOf(id))} is not in the archive`);
        return found;
      },
      tensor(id, place) {
        const found = tensors.get(keyOf(id));
        if (!found) throw new Error(`${place}: tensor ${quoteName(keyOf(id))} is not in the archive`);
        return found;
      },
    },
  };
}

async function readStorages(
  source: ByteSource,
  member: TarMember,
  label: string,
): Promise<ReadonlyMap<string, StoragePart>> {
  const storages = new Map<string, StoragePart>();
  const counted = await readPickle(source, member.start, member, label);
  let at = counted.end;
  for (let i = asCount(counted.value, label); i > 0; i--) {
    const record = await readPickle(source, at, member, label);
    const [key, , type] = itemsOf(record.value);
    const place = `${label}: ${quoteName(keyOf(key))}`;
    const dtype = storageDtype(globalName(type) ?? "");
    if (!dtype) {
      const found = quoteName(globalName(type) ?? kindText(type));
      throw new Error(`${place}: the class of its storage is ${found}, which is none of PyTorch's`);
    }
    const start = record.end + COUNT_BYTES;
    const elements = Number((await readWords(source, record.end, 1, member, place))[0]!);
    const room = member.end - start;
    const bytes = elements * dtype.bytes;
    if (!(elements >= 0 && bytes <= room)) {
      throw new Error(`${place}: promises ${elements} ${dtype.name}, ${bytes} bytes, but there is room for ${room}`);
    }
    const storage = plainStorage(source, bytes, place, async () => start);
    storages.set(keyOf(key), { storage, dtype, offset: 0, elements });
    at = start + bytes;
  }
  const views = await readPickle(source, at, member, label);
  for (const view of itemsOf(views.value)) addView(storages, itemsOf(view), label);
  return storages;
}

function addView(storages: Map<string, StoragePart>, view: readonly PickleValue[], label: string): void {
  const [key, rootKey, offset, elements] = view;
  const place = `${label}: ${quoteName(keyOf(key))}`;
  const root = storages.get(keyOf(rootKey));
  if (!root) throw new Error(`${place}: a view of storage ${quoteName(keyOf(rootKey))}, which is not in the archive`);
  const start = asCount(offset, place);
  const count = asCount(elements, place);
  if (start + count > root.elements) {
    throw new Error(`${place}: a view that ends at element ${start + count} of a storage of ${root.elements}`);
  }
  storages.set(keyOf(key), { ...root, offset: start, elements: count });
}

async function readTensors(
  source: ByteSource,
  member: TarMember,
  storages: ReadonlyMap<string, StoragePart>,
  label: string,
): Promise<ReadonlyMap<string, TorchTensor>> {
  const tensors = new Map<string, TorchTensor>();
  const counted = await readPickle(source, member.start, member, label);
  let at = counted.end;
  for (let i = asCount(counted.value, label); i > 0; i--) {
    const record = await readPickle(source, at, member, label);
    const [key, storageKey] = itemsOf(record.value);
    const place = `${label}: ${quoteName(keyOf(key))}`;
    // The upper half of this word was never written on purpose.
    const axes = Number(BigInt.asIntN(32, (await readWords(source, record.end, 1, member, place))[0]!));
    if (axes < 0 || axes > MOST_AXES) throw new Error(`${place}: ${axes} axes, not from 0 to ${MOST_AXES}`);
    const words = (await readWords(source, record.end + 8, 2 * axes + 1, member, place)).map(Number);
    at = record.end + 8 * (2 * axes + 2);
    tensors.set(keyOf(key), tensorOf(storages.get(keyOf(storageKey)), words, axes, place));
  }
  return tensors;
}

function tensorOf(part: StoragePart | undefined, words: readonly number[], axes: number, label: string): TorchTensor {
  if (!part) throw new Error(`${label}: its storage is not in the archive`);
  const { dtype, storage } = part;
  const inPart = {
    shape: words.slice(0, axes),
    strides: words.slice(axes, 2 * axes),
    offset: words[2 * axes]!,
    elementBytes: dtype.bytes,
  };
  checkView(inPart, part.elements, label);
  if (dtype.dtype === null) return { dtype, shape: inPart.shape, bytes: 0, reason: dtype.reason };
  return { dtype, storage, view: { ...inPart, offset: part.offset + inPart.offset } };
}

async function readPickle(source: ByteSource, at: number, member: TarMember, label: string) {
  const stream = createPickleStream(source, at, member.end, FIRST_BYTES, label);
  const { value } = await stream.next();
  return { value, end: stream.position() };
}

async function readWords(source: ByteSource, at: number, count: number, member: TarMember, label: string) {
  const end = at + 8 * count;
  if (end > member.end) throw new Error(`${label}: ends at ${end}, but its member at ${member.end}`);
  return Array.from(new BigInt64Array((await readRange(source, at, end, label)).buffer));
}

/** Keys are addresses, as integers where they are declared and as text where they are used. */
function keyOf(value: PickleValue | undefined): string {
  if (typeof value === "string") return value;
  return value === undefined || typeof value === "object" ? kindText(value) : String(value);
}

function asCount(value: PickleValue | undefined, label: string): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value <= MOST_ELEMENTS) return value;
  const found = typeof value === "number" || typeof value === "bigint" ? String(value) : kindText(value);
  throw new Error(`${label}: a count that is ${quoteName(found)}`);
}

const MOST_ELEMENTS = 2 ** 48;
