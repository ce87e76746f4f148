import type { Dtype } from "../../engine/tensor";
import { readIntoRanges, streamRanges } from "../byteRanges";
import type { ByteSource } from "../byteSource";
import { factText } from "../factText";
import type { ClosedTensor, FileContents } from "../fileContents";
import { quoteName } from "../quoteName";
import { shortestFloat32 } from "../shortestFloat32";
import { type StoredTensor, storedTensors } from "../storedTensors";
import { createUniqueNames } from "../uniqueNames";
import { fileTypeName } from "./ggmlTypes";
import { type GgufMetadata, readGgufMetadata } from "./ggufMetadata";
import { ggufNorms } from "./ggufNorms";
import { type GgufReader, startGguf } from "./ggufReader";
import { type GgufTensor, readGgufTensors } from "./ggufTensors";

const ALIGNMENT = 32;

/**
 * Opens a .gguf file (ggml/docs/gguf.md), versions 1 to 3 in either byte order: its tensors in the order of its list;
 * those of quantised types are closed. Throws, naming `label`, as `readGgufMetadata` and `readGgufTensors` do, and where
 * the alignment is no power of two.
 */
export async function openGguf(source: ByteSource, label: string): Promise<FileContents> {
  const reader = await startGguf(source, label);
  const tensorCount = await reader.count("the number of tensors");
  const metadata = await readGgufMetadata(reader, await reader.count("the number of keys"));
  const unique = createUniqueNames();
  const listed = await readGgufTensors(reader, tensorCount, alignmentOf(metadata, label));
  const entries = listed.map((tensor) => ({ ...tensor, name: unique(tensor.name) }));
  return {
    format: "GGUF model",
    tensors: entries.flatMap((entry) => {
      const dtype = entry.type?.dtype;
      return dtype ? storedTensors(storedTensor(source, entry, dtype, reader)) : [];
    }),
    closed: entries.flatMap((entry) => (entry.type?.dtype ? [] : [closedTensor(entry)])),
    facts: [["version", `${reader.version}, ${reader.bigEndian ? "big" : "little"}-endian`], ...factsOf(metadata)],
    norms: ggufNorms(
      entries.map(({ name }) => name),
      metadata,
    ),
  };
}

function alignmentOf(metadata: GgufMetadata, label: string): number {
  const alignment = metadata.get("general.alignment") ?? ALIGNMENT;
  if (typeof alignment === "number" && Number.isInteger(Math.log2(alignment)) && alignment >= 1) return alignment;
  throw new Error(`${label}: general.alignment is ${quoteName(String(alignment))}, not a power of two`);
}

function storedTensor(source: ByteSource, tensor: GgufTensor, dtype: Dtype, reader: GgufReader): StoredTensor {
  const { name, shape, begin, end } = tensor;
  const label = `${reader.label}: ${quoteName(name)}`;
  const ranges = [{ start: begin, end }];
  return {
    name,
    shape,
    order: "C",
    storage: { dtype, complex: false, bigEndian: reader.bigEndian },
    bytes: end - begin,
    label,
    stream: () => streamRanges(source, ranges, label),
    readInto: readIntoRanges(source, ranges, label),
  };
}

function closedTensor({ name, shape, type, typeNumber, begin, end }: GgufTensor): ClosedTensor {
  if (!type) return { name, dtype: `type ${typeNumber}`, shape, bytes: 0, reason: `its type ${typeNumber} is unknown` };
  const block = `${type.values} values in ${type.bytes} bytes`;
  const reason = `its values are quantised, in blocks of ${block} (${type.name})`;
  return { name, dtype: type.name, shape, bytes: end - begin, reason };
}

/** Keys and what people call them; "*" is the architecture. */
const FACTS: readonly (readonly [key: string, name: string])[] = [
  ["general.architecture", "architecture"],
  ["general.name", "name"],
  ["general.size_label", "size"],
  ["general.license", "licence"],
  ["general.file_type", "quantisation"],
  ["*.block_count", "blocks"],
  ["*.embedding_length", "embedding length"],
  ["*.context_length", "context length"],
  ["*.attention.layer_norm_epsilon", "layer norm epsilon"],
  ["*.attention.layer_norm_rms_epsilon", "RMS norm epsilon"],
];

function factsOf(metadata: GgufMetadata): readonly (readonly [string, string])[] {
  const architecture = String(metadata.get("general.architecture") ?? "");
  return FACTS.flatMap(([key, name]): [string, string][] => {
    const value = metadata.get(key.replace("*", () => architecture));
    if (value === undefined) return [];
    if (key === "general.file_type" && typeof value === "number") return [[name, fileTypeName(value)]];
    return [[name, factText(String(typeof value === "number" ? shortestFloat32(value) : value))]];
  });
}
