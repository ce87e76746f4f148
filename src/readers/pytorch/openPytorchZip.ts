import type { ByteSource } from "../byteSource";
import type { PickleValue } from "../pickle/pickleValue";
import { unpickle } from "../pickle/unpickle";
import { quoteName } from "../quoteName";
import { readRange } from "../readRange";
import type { Inflate } from "../zip/inflateRaw";
import { readZipDirectory, type ZipMember } from "../zip/zipDirectory";
import { findMemberData, zipMemberRun } from "../zip/zipMemberRun";
import type { Checkpoint } from "./checkpointContents";
import { MOST_PICKLE_BYTES } from "./pickleStream";
import type { StoragePart } from "./savedTensor";
import { readStorageId } from "./storageId";
import { zippedStorage } from "./torchStorage";

const PICKLE = /^(.*\/)?data\.pkl$/s;

/**
 * Reads what `torch.save` has written since PyTorch 1.6 and TorchScript always: a zip with `<root>/data.pkl` and a
 * member `<root>/data/<key>` for every storage (torch/serialization.py). Storages are looked at when they are read.
 * Throws, naming `label`, where the archive or its pickle is damaged, and where it is of another kind.
 */
export async function openPytorchZip(source: ByteSource, label: string, inflate: Inflate): Promise<Checkpoint> {
  const members = new Map((await readZipDirectory(source, label)).map((member) => [member.name, member]));
  const pickle = findPickle(members, label);
  const root = pickle.name.slice(0, -"data.pkl".length);
  const pickleLabel = `${label}: ${quoteName(pickle.name)}`;
  const read = (member: ZipMember) => readMember(source, member, `${label}: ${quoteName(member.name)}`, inflate);
  const { value } = unpickle(await read(pickle), 0, pickleLabel);
  const byteOrder = members.get(`${root}byteorder`);
  const isScript = members.has(`${root}constants.pkl`);
  const storages = new Map<string, StoragePart>();
  return {
    format: isScript ? "TorchScript archive" : "PyTorch checkpoint (zip)",
    root: value,
    bigEndian: byteOrder !== undefined && byteOrder.size < 10 && latin1(await read(byteOrder)).trim() === "big",
    facts: members.has(`${root}bytecode.pkl`) ? [["made for", "the mobile interpreter"]] : [],
    outside: { storage: (id, place) => findStorage(id, place) },
  };

  function findStorage(id: PickleValue, place: string): StoragePart {
    const { key, dtype, elements } = readStorageId(id, place);
    const known = storages.get(key);
    if (known && known.dtype === dtype && known.elements === elements) return known;
    const member = members.get(`${root}data/${key}`);
    if (!member) throw new Error(`${place}: its storage ${quoteName(key)} is not in the archive`);
    if (member.size < elements * dtype.bytes) {
      const promised = `storage ${quoteName(key)} of ${elements} ${dtype.name}, ${elements * dtype.bytes} bytes`;
      throw new Error(`${place}: promises a ${promised}, but its member holds ${member.size}`);
    }
    const storage = zippedStorage(source, member, `${label}: ${quoteName(member.name)}`, inflate);
    const part = { storage, dtype, elements, offset: 0 };
    storages.set(key, part);
    return part;
  }
}

function findPickle(members: ReadonlyMap<string, ZipMember>, label: string): ZipMember {
  const pickles = [...members.values()].filter(({ name }) => PICKLE.test(name));
  const [pickle, other] = pickles;
  if (!pickle) throw new Error(`${label}: ${otherArchive([...members.keys()])}`);
  if (other) {
    const both = `${quoteName(pickle.name)} and ${quoteName(other.name)}`;
    throw new Error(`${label}: holds ${both}, but a checkpoint has one data.pkl`);
  }
  return pickle;
}

const OTHERS: readonly (readonly [member: RegExp, what: string])[] = [
  [/(^|\/)(serialized_exported_program\.json|archive_format)$/, "a program of torch.export (.pt2), which is not read"],
  [/(^|\/)\.data\/(extern_modules|version)$/, "a torch.package archive, whose modules are code"],
  [/^MAR-INF\//, "a TorchServe archive (.mar); the checkpoint is a file in it"],
  [/^model\.weights\.h5$/, "a Keras model (.keras)"],
  [/\.npy$/, "a NumPy archive (.npz)"],
];

function otherArchive(names: readonly string[]): string {
  const known = OTHERS.find(([member]) => names.some((name) => member.test(name)));
  return known
    ? `not a PyTorch checkpoint: it is ${known[1]}`
    : `not a PyTorch checkpoint: none of the ${names.length} members of the archive is data.pkl`;
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/** A small member as a whole; a stored one without its checksum, as its storages are (see `zippedStorage`). */
async function readMember(
  source: ByteSource,
  member: ZipMember,
  label: string,
  inflate: Inflate,
): Promise<Uint8Array<ArrayBuffer>> {
  if (member.size > MOST_PICKLE_BYTES) {
    throw new Error(`${label}: ${member.size} bytes, more than the ${MOST_PICKLE_BYTES} that are read`);
  }
  if (!member.isDeflated) {
    const start = await findMemberData(source, member, label);
    return readRange(source, start, start + member.size, label);
  }
  const run = await zipMemberRun(source, member, label, inflate);
  const bytes = new Uint8Array(member.size);
  let filled = 0;
  for await (const piece of run.stream(0)) {
    bytes.set(piece, filled);
    filled += piece.length;
  }
  return bytes;
}
