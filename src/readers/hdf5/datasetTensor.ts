import { DTYPE_BYTES, type Dtype, type Tensor } from "../../engine/tensor";
import type { ClosedTensor } from "../fileContents";
import { quoteName } from "../quoteName";
import { type ReadInto, readIntoOf, streamRange } from "../readRange";
import { shapeBytes, shapeText } from "../shapeBytes";
import { type Storage, storedTensors } from "../storedTensors";
import type { ElementType } from "./elementType";
import type { LoadHdf5 } from "./hdf5Library";
import type { Hdf5Dataset } from "./listObjects";
import { readThroughLibrary } from "./readThroughLibrary";
import type { SyncSource } from "./wholeSync";

/** What it takes to read the datasets of a file. */
export interface DatasetFile {
  readonly source: SyncSource;
  readonly label: string;
  readonly load: LoadHdf5;
  /** What the attribute `dtype` of a dataset says, where it has one: how Keras marks bfloat16. */
  dtypeOf(path: string): string | undefined;
}

/** What of a tensor its file does not say. */
export type TensorNaming = Pick<Tensor, "name" | "role">;

const DEFLATE_RATIO = 1032;
const SMALL_BYTES = 64 << 20;
const MOST_CHUNK_BYTES = 64 << 20;
/** Filters that the library has in it: deflate, shuffle, fletcher32, nbit, scaleoffset. */
const FILTERS: readonly number[] = [1, 2, 3, 5, 6];
const FILTER_NAMES: Readonly<Record<number, string>> = {
  4: "szip",
  307: "bzip2",
  32000: "lzf",
  32001: "blosc",
  32004: "lz4",
  32008: "bitshuffle",
  32013: "zfp",
  32015: "zstd",
  32026: "blosc2",
};

/**
 * A dataset as a tensor, whose values are read by ranges where the file has them just so, else through the library; or
 * as one that is closed, with the reason. Throws, naming the file and the dataset, where its shape leaves the safe
 * integers, or its values are said to lie outside the file.
 */
export function datasetTensor(
  file: DatasetFile,
  { path, header }: Hdf5Dataset,
  naming: TensorNaming,
): Tensor | ClosedTensor {
  const label = `${file.label}: ${quoteName(path)}`;
  const { shape, type, layout } = header;
  const storage = storageOf(type, () => file.dtypeOf(path));
  const name =
    type.kind === "numbers" ? type.dtype : type.kind === "opaque" ? `opaque (${type.bytes} bytes)` : type.name;
  const closed = (reason: string): ClosedTensor => {
    const bytes = layout.kind === "contiguous" ? (layout.bytes ?? 0) : 0;
    return { name: naming.name, dtype: storage?.dtype ?? name, shape: shape ?? [], bytes, reason };
  };
  if (!shape) return closed("it has no shape and holds no values");
  if (!storage) return closed(`its type is "${name}", which cannot be read as numbers`);
  if (header.isExternal) return closed("its values lie in other files, which are never opened");
  if (layout.kind === "virtual")
    return closed("it is put together from datasets of other files, which are never opened");

  const bytes = shapeBytes(shape, DTYPE_BYTES[storage.dtype], label);
  const common = { shape, order: "C", bytes, label } as const;
  if (layout.kind === "contiguous") {
    const { at } = layout;
    checkPlace(at, bytes, layout.bytes, file.source.size, shape, storage.dtype, label);
    const stream = () => streamRange(file.source, at, at + bytes, label);
    const read = readIntoOf(file.source, label);
    const readInto: ReadInto | undefined = read && ((into, start) => read(into, at + start));
    return withRole(storedTensors({ ...common, name: naming.name, storage, stream, readInto })[0]!, naming);
  }
  const reason = reasonToLeave(header, bytes, DTYPE_BYTES[storage.dtype], file.source.size);
  if (reason) return closed(reason);
  const chunk = layout.kind === "chunked" ? layout.chunk : shape;
  const elementBytes = DTYPE_BYTES[storage.dtype];
  const stream = () => readThroughLibrary(file.source, file.label, file.load, { path, shape, chunk, elementBytes });
  const isSwapped = type.kind !== "numbers" || !type.isEnumeration;
  const asRead = isSwapped ? { ...storage, bigEndian: false } : storage;
  return withRole(
    storedTensors({ ...common, name: naming.name, storage: asRead, stream, readInto: undefined })[0]!,
    naming,
  );
}

export function isClosed(tensor: Tensor | ClosedTensor): tensor is ClosedTensor {
  return "reason" in tensor;
}

function storageOf(type: ElementType, dtypeAttribute: () => string | undefined): Storage | undefined {
  if (type.kind === "numbers") return { dtype: type.dtype, complex: false, bigEndian: type.bigEndian };
  if (type.kind !== "opaque") return undefined;
  const dtype = dtypeAttribute();
  if (dtype === undefined || !Object.hasOwn(DTYPE_BYTES, dtype)) return undefined;
  if (DTYPE_BYTES[dtype as Dtype] !== type.bytes) return undefined;
  return { dtype: dtype as Dtype, complex: false, bigEndian: false };
}

function checkPlace(
  at: number,
  bytes: number,
  stored: number | null,
  fileSize: number,
  shape: readonly number[],
  dtype: Dtype,
  label: string,
): void {
  const promise = `header promises shape ${shapeText(shape)} of ${dtype}, ${bytes} bytes`;
  if (stored !== null && stored < bytes) throw new Error(`${label}: ${promise}, but ${stored} bytes of storage`);
  if (at + bytes > fileSize) throw new Error(`${label}: ${promise} at ${at}, but the file has ${fileSize}`);
}

/** Why the library is not asked for values, which would take it too much memory or never end. */
function reasonToLeave(
  { layout, filters, shape }: Hdf5Dataset["header"],
  bytes: number,
  elementBytes: number,
  fileSize: number,
): string | undefined {
  const unknown = filters.find((id) => !FILTERS.includes(id));
  if (unknown !== undefined) {
    return `its values went through filter ${unknown} (${FILTER_NAMES[unknown] ?? "unknown"}), which cannot be undone here`;
  }
  if (bytes > Math.max(SMALL_BYTES, fileSize * DEFLATE_RATIO)) {
    return `it declares ${bytes} bytes, which a file of ${fileSize} bytes cannot hold: they were never written`;
  }
  if (layout.kind !== "chunked") return undefined;
  if (layout.chunk.length !== shape?.length || layout.chunk.includes(0))
    return "its chunks have another rank than itself";
  const chunkBytes = layout.chunk.reduce((product, size) => product * size, elementBytes);
  if (chunkBytes > MOST_CHUNK_BYTES) {
    return `its chunks have ${chunkBytes} bytes, more than the ${MOST_CHUNK_BYTES} that are read at once`;
  }
  return undefined;
}

function withRole(tensor: Tensor, { role }: TensorNaming): Tensor {
  return role ? { ...tensor, role } : tensor;
}
