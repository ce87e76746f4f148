import { DTYPE_BYTES, type Dtype, elementCount } from "../../engine/tensor";
import { type ByteRange, readIntoRanges, streamRanges } from "../byteRanges";
import type { ByteSource } from "../byteSource";
import { shapeBytes, shapeText } from "../shapeBytes";
import type { StoredTensor } from "../storedTensors";
import type { DataField, DataType } from "./dataTypes";
import { decodeFixed, decodeVarints, unpackNibbles } from "./decodeSpans";
import type { DataSpan } from "./readTensor";

/** A tensor of a type that is read, before its values are found. */
export interface DescribedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: DataType;
  readonly label: string;
}

const FIXED_WIDTHS: Partial<Record<DataField, number>> = { float_data: 4, double_data: 8 };

/** Values as raw data: little-endian, packed, two of 4 bits in a byte. */
export function storedRaw(tensor: DescribedTensor, source: ByteSource, ranges: readonly ByteRange[]): StoredTensor {
  const { type, shape, label } = tensor;
  const stream = () => streamRanges(source, ranges, label);
  if (type.bits < 8) return stored(tensor, () => unpackNibbles(stream(), elementCount(shape)));
  return { ...stored(tensor, stream), readInto: readIntoRanges(source, ranges, label) };
}

/** Values in the field that their type has. Throws where there cannot be as many as the shape says. */
export function storedSpans(tensor: DescribedTensor, source: ByteSource, spans: readonly DataSpan[]): StoredTensor {
  const width = FIXED_WIDTHS[tensor.type.field];
  if (width === undefined) return storedVarints(tensor, source, spans);
  checkBytes(
    tensor,
    sum(spans, ({ start, end, isTagged }) => (isTagged ? ((end - start) / (width + 1)) * width : end - start)),
    tensor.type.field,
  );
  if (spans.every(({ isTagged }) => !isTagged)) return storedRaw(tensor, source, spans);
  return stored(tensor, () => decodeFixed(source, spans, width, tensor.label));
}

/** Bytes that the values take as raw data. */
export function rawBytes({ shape, type: { bits }, label }: DescribedTensor): number {
  if (bits >= 8) return shapeBytes(shape, bits / 8, label);
  return Math.ceil((shapeBytes(shape, 1, label) * bits) / 8);
}

/** Throws where a tensor has another number of bytes than its shape takes. */
export function checkBytes(tensor: DescribedTensor, held: number, place: string): void {
  const wanted = rawBytes(tensor);
  if (held === wanted) return;
  const promise = `shape ${shapeText(tensor.shape)} of ${tensor.type.name} takes ${wanted} bytes`;
  throw new Error(`${tensor.label}: ${promise}, but ${place} has ${held}`);
}

/** Each number is an element, or two of 4 bits; it takes 1 to 10 bytes and perhaps a tag. */
function storedVarints(tensor: DescribedTensor, source: ByteSource, spans: readonly DataSpan[]): StoredTensor {
  const { shape, type, label } = tensor;
  const width = type.bits < 8 ? 1 : type.bits / 8;
  const count = rawBytes(tensor) / width;
  const most = sum(spans, ({ start, end, isTagged }) => (end - start) / (isTagged ? 2 : 1));
  const fewest = sum(spans, ({ start, end, isTagged }) => Math.ceil((end - start) / (isTagged ? 11 : 10)));
  if (count > most || count < fewest) {
    const promise = `shape ${shapeText(shape)} of ${type.name} takes ${count} numbers`;
    throw new Error(`${label}: ${promise}, but ${type.field} holds ${fewest} to ${Math.floor(most)}`);
  }
  const values = () => decodeVarints(source, spans, width, label);
  return stored(tensor, type.bits < 8 ? () => unpackNibbles(values(), elementCount(shape)) : values);
}

function stored({ name, shape, type, label }: DescribedTensor, stream: StoredTensor["stream"]): StoredTensor {
  const { complex } = type;
  const dtype = type.dtype as Dtype;
  const bytes = shapeBytes(shape, DTYPE_BYTES[dtype] * (complex ? 2 : 1), label);
  const storage = { dtype, complex, bigEndian: false };
  return { name, shape, order: "C", storage, bytes, label, stream, readInto: undefined };
}

function sum(spans: readonly DataSpan[], size: (span: DataSpan) => number): number {
  return spans.reduce((total, span) => total + size(span), 0);
}
