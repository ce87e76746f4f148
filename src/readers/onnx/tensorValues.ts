import { DTYPE_BYTES, type Dtype, elementCount } from "../../engine/tensor";
import { type ByteRange, readIntoRanges, streamRanges } from "../byteRanges";
import type { ByteSource } from "../byteSource";
import type { ClosedTensor } from "../fileContents";
import { quoteName } from "../quoteName";
import { shapeBytes, shapeText } from "../shapeBytes";
import type { StoredTensor } from "../storedTensors";
import { type DataField, type DataType, dataType } from "./dataTypes";
import { decodeFixed, decodeVarints, unpackNibbles } from "./decodeSpans";
import type { FindExternal } from "./externalData";
import type { GraphTensor } from "./readGraph";
import type { DataSpan, OnnxTensor } from "./readTensor";

export type FoundTensor = { readonly stored: StoredTensor } | { readonly closed: ClosedTensor };

const FIXED_WIDTHS: Partial<Record<DataField, number>> = { float_data: 4, double_data: 8 };

/**
 * Finds a tensor's values, without reading them. Throws, naming `file` and the tensor, where there are not as many as
 * its shape says (of varints, which must be read to be counted: where there cannot be as many).
 */
export async function findTensor(
  { tensor, kind, bytes }: GraphTensor,
  source: ByteSource,
  file: string,
  findExternal: FindExternal,
): Promise<FoundTensor> {
  const label = `${file}: ${quoteName(tensor.name)}`;
  const type = dataType(tensor.dataType);
  const shape = checkedShape(tensor, label);
  const close = (reason: string): FoundTensor => ({
    closed: { name: tensor.name, dtype: type.name, shape, bytes, reason },
  });
  if (kind === "sparse") return close("it is stored as a sparse tensor");
  if (tensor.isSegment) return close("it is one segment of a larger tensor");
  if (!type.dtype) return close(unreadable(type, tensor.dataType));
  const wanted = rawBytes(shape, type, label);
  if (tensor.external) {
    checkNoOther(tensor, null, label);
    const found = await findExternal(tensor.external, wanted, label);
    if ("reason" in found) return close(`its values cannot be had: ${found.reason}`);
    return { stored: storedRaw(tensor.name, shape, type, found.source, [found.range], label) };
  }
  const spans = tensor.spans.get(type.field) ?? [];
  if (tensor.raw) {
    checkNoOther(tensor, null, label);
    const { start, end } = tensor.raw;
    if (start === end && wanted > 0) return close("the file holds no values of it");
    checkCount(end - start, wanted, shape, type, "raw_data", label);
    return { stored: storedRaw(tensor.name, shape, type, source, [tensor.raw], label) };
  }
  checkNoOther(tensor, type.field, label);
  if (spans.length === 0 && wanted > 0) return close("the file holds no values of it");
  return { stored: storedSpans(tensor.name, shape, type, source, spans, label) };
}

function checkedShape({ dims }: OnnxTensor, label: string): readonly number[] {
  const wrong = dims.findIndex((size) => !Number.isSafeInteger(size) || size < 0);
  if (wrong < 0) return dims;
  throw new Error(`${label}: shape has ${dims[wrong]} at place ${wrong}, not an integer from 0 to 2^53`);
}

function unreadable({ name, bits }: DataType, number: number): string {
  if (name === "STRING") return "its values are texts";
  return bits > 0 ? `its values are of ${bits} bits (${name})` : `its data type ${number} is unknown`;
}

/** Bytes of the values as raw data. */
function rawBytes(shape: readonly number[], { bits }: DataType, label: string): number {
  if (bits >= 8) return shapeBytes(shape, bits / 8, label);
  return Math.ceil((shapeBytes(shape, 1, label) * bits) / 8);
}

function checkNoOther({ raw, spans, external }: OnnxTensor, field: DataField | null, label: string): void {
  const held: string[] = [...spans.keys()].filter((name) => name !== field);
  if (external && raw) held.push("raw_data");
  if (held.length === 0) return;
  const place = external ? "another file" : raw ? "raw_data" : (field ?? "raw_data");
  throw new Error(`${label}: has values in ${held.join(" and ")}, but they should be in ${place}`);
}

function storedRaw(
  name: string,
  shape: readonly number[],
  type: DataType,
  source: ByteSource,
  ranges: readonly ByteRange[],
  label: string,
): StoredTensor {
  const stream = () => streamRanges(source, ranges, label);
  const count = elementCount(shape);
  if (type.bits < 8) return stored(name, shape, type, () => unpackNibbles(stream(), count), label);
  return { ...stored(name, shape, type, stream, label), readInto: readIntoRanges(source, ranges, label) };
}

function storedSpans(
  name: string,
  shape: readonly number[],
  type: DataType,
  source: ByteSource,
  spans: readonly DataSpan[],
  label: string,
): StoredTensor {
  const width = FIXED_WIDTHS[type.field];
  const wanted = rawBytes(shape, type, label);
  if (width === undefined) return storedVarints(name, shape, type, source, spans, wanted, label);
  const held = spans.reduce((sum, span) => sum + fixedBytes(span, width), 0);
  checkCount(held, wanted, shape, type, type.field, label);
  if (spans.every(({ isTagged }) => !isTagged)) return storedRaw(name, shape, type, source, spans, label);
  return stored(name, shape, type, () => decodeFixed(source, spans, width, label), label);
}

function fixedBytes({ start, end, isTagged }: DataSpan, width: number): number {
  return isTagged ? ((end - start) / (width + 1)) * width : end - start;
}

function storedVarints(
  name: string,
  shape: readonly number[],
  type: DataType,
  source: ByteSource,
  spans: readonly DataSpan[],
  wanted: number,
  label: string,
): StoredTensor {
  const width = type.bits < 8 ? 1 : type.bits / 8;
  const count = wanted / width;
  const most = spans.reduce((sum, { start, end, isTagged }) => sum + (end - start) / (isTagged ? 2 : 1), 0);
  const fewest = spans.reduce(
    (sum, { start, end, isTagged }) => sum + Math.ceil((end - start) / (isTagged ? 11 : 10)),
    0,
  );
  if (count > most || count < fewest) {
    const promise = `shape ${shapeText(shape)} of ${type.name} takes ${count} numbers`;
    throw new Error(`${label}: ${promise}, but ${type.field} holds ${fewest} to ${Math.floor(most)}`);
  }
  const values = () => decodeVarints(source, spans, width, label);
  const elements = elementCount(shape);
  return stored(name, shape, type, type.bits < 8 ? () => unpackNibbles(values(), elements) : values, label);
}

function stored(
  name: string,
  shape: readonly number[],
  { dtype, complex }: DataType,
  stream: StoredTensor["stream"],
  label: string,
): StoredTensor {
  const storage = { dtype: dtype as Dtype, complex, bigEndian: false };
  const bytes = shapeBytes(shape, DTYPE_BYTES[storage.dtype] * (complex ? 2 : 1), label);
  return { name, shape, order: "C", storage, bytes, label, stream, readInto: undefined };
}

function checkCount(
  held: number,
  wanted: number,
  shape: readonly number[],
  { name }: DataType,
  place: string,
  label: string,
): void {
  if (held === wanted) return;
  throw new Error(`${label}: shape ${shapeText(shape)} of ${name} takes ${wanted} bytes, but ${place} has ${held}`);
}
