import { DTYPE_BYTES, type Dtype, type Tensor } from "../../engine/tensor";
import type { ClosedTensor } from "../fileContents";
import { quoteName } from "../quoteName";
import { readIntoOf, streamRange } from "../readRange";
import { shapeBytes, shapeText } from "../shapeBytes";
import { type Storage, type StoredTensor, storedTensors } from "../storedTensors";
import { beyondLibrary, elsewhere } from "./closedReason";
import type { Layout } from "./datasetHeader";
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

/**
 * A dataset as a tensor, whose values are read by ranges where the file has them just so, else through the library; or
 * as one that is closed, with the reason. Throws, naming the file and the dataset, where its shape leaves the safe
 * integers, or its values are said to lie outside the file.
 */
export function datasetTensor(
  file: DatasetFile,
  dataset: Hdf5Dataset,
  { name, role }: TensorNaming,
): Tensor | ClosedTensor {
  const { path, header } = dataset;
  const { type, layout } = header;
  const storage = storageOf(type, () => file.dtypeOf(path));
  const dtype = storage?.dtype ?? typeName(type);
  const shape = header.shape ?? [];
  const closed = (reason: string): ClosedTensor => {
    return { name, dtype, shape, bytes: layout.kind === "contiguous" ? (layout.bytes ?? 0) : 0, reason };
  };
  const away = elsewhere(header);
  if (away) return closed(away);
  if (!storage) return closed(`its type is "${dtype}", which cannot be read as numbers`);

  const label = `${file.label}: ${quoteName(path)}`;
  const elementBytes = DTYPE_BYTES[storage.dtype];
  const stored = { name, shape, order: "C", bytes: shapeBytes(shape, elementBytes, label), label, storage } as const;
  if (layout.kind === "contiguous") return tensorOf({ ...stored, ...inPlace(file, layout, stored) }, role);
  const reason = beyondLibrary(header, stored.bytes, elementBytes, file.source.size);
  return reason ? closed(reason) : tensorOf({ ...stored, ...throughLibrary(file, dataset, stored) }, role);
}

export function isClosed(tensor: Tensor | ClosedTensor): tensor is ClosedTensor {
  return "reason" in tensor;
}

type Access = Pick<StoredTensor, "storage" | "stream" | "readInto">;
type Unread = Omit<StoredTensor, "stream" | "readInto">;

function inPlace(
  { source }: DatasetFile,
  { at, bytes: room }: Extract<Layout, { kind: "contiguous" }>,
  { shape, bytes, storage, label }: Unread,
): Access {
  const promise = `header promises shape ${shapeText(shape)} of ${storage.dtype}, ${bytes} bytes`;
  if (room !== null && room < bytes) throw new Error(`${label}: ${promise}, but ${room} bytes of storage`);
  if (at + bytes > source.size) throw new Error(`${label}: ${promise} at ${at}, but the file has ${source.size}`);
  const read = readIntoOf(source, label);
  return {
    storage,
    stream: () => streamRange(source, at, at + bytes, label),
    readInto: read && ((into, start) => read(into, at + start)),
  };
}

function throughLibrary(
  { source, label, load }: DatasetFile,
  { path, header: { layout, type } }: Hdf5Dataset,
  { shape, storage }: Unread,
): Access {
  const isTurned = type.kind !== "numbers" || !type.isEnumeration;
  const chunk = layout.kind === "chunked" ? layout.chunk : shape;
  const stored = { path, shape, chunk, elementBytes: DTYPE_BYTES[storage.dtype] };
  return {
    storage: isTurned ? { ...storage, bigEndian: false } : storage,
    stream: () => readThroughLibrary(source, label, load, stored),
    readInto: undefined,
  };
}

function tensorOf(stored: StoredTensor, role: Tensor["role"]): Tensor {
  const tensor = storedTensors(stored)[0]!;
  return role ? { ...tensor, role } : tensor;
}

/** Undefined for what is no number, and for opaque bytes of which no attribute says what they are. */
function storageOf(type: ElementType, dtypeAttribute: () => string | undefined): Storage | undefined {
  if (type.kind === "numbers") return { dtype: type.dtype, complex: false, bigEndian: type.bigEndian };
  const dtype = type.kind === "opaque" ? dtypeAttribute() : undefined;
  if (dtype === undefined || !Object.hasOwn(DTYPE_BYTES, dtype)) return undefined;
  if (DTYPE_BYTES[dtype as Dtype] !== type.bytes) return undefined;
  return { dtype: dtype as Dtype, complex: false, bigEndian: false };
}

function typeName(type: ElementType): string {
  if (type.kind === "numbers") return type.dtype;
  return type.kind === "opaque" ? `opaque (${type.bytes} bytes)` : type.name;
}
