import type { Tensor } from "../../engine/tensor";
import type { ByteSource } from "../byteSource";
import type { ShardKind } from "../openShards";
import { quoteName } from "../quoteName";
import { type ReadInto, readIntoOf, streamRange } from "../readRange";
import { storedTensors } from "../storedTensors";
import { readSafetensorsHeader, type SafetensorsEntry } from "./safetensorsHeader";

/**
 * Opens a .safetensors file: its tensors in the order of its header, C64 ones as `<name>.real` and `<name>.imag`.
 * Throws, naming `label`, where the file breaks a rule of the format (see `readSafetensorsHeader`).
 */
export async function openSafetensors(source: ByteSource, label: string): Promise<readonly Tensor[]> {
  const entries = await readSafetensorsHeader(source, label);
  return entries.flatMap((entry) => safetensorsEntryTensors(source, entry, label));
}

/** Shards that a `*.safetensors.index.json` lists. */
export const safetensorsShards: ShardKind = {
  extension: ".safetensors",
  async open(source, label) {
    const entries = await readSafetensorsHeader(source, label);
    const tensors = entries.flatMap((entry) => safetensorsEntryTensors(source, entry, label));
    return { names: new Set(entries.map(({ name }) => name)), contents: { tensors, closed: [], facts: [], norms: [] } };
  },
};

/** The tensors that one entry of a header is read as. */
function safetensorsEntryTensors(source: ByteSource, entry: SafetensorsEntry, file: string): readonly Tensor[] {
  const { name, shape, storage, begin, end } = entry;
  const label = `${file}: ${quoteName(name)}`;
  const stream = () => streamRange(source, begin, end, label);
  const read = readIntoOf(source, label);
  const readInto: ReadInto | undefined = read && ((into, start) => read(into, begin + start));
  return storedTensors({ name, shape, order: "C", storage, bytes: end - begin, label, stream, readInto });
}
