import { DTYPE_BYTES, type Dtype, type Tensor } from "../engine/tensor";
import type { ReadInto } from "./readRange";
import { swapBytes } from "./swapBytes";
import { takePart } from "./takePart";
import { wholeChunks } from "./wholeChunks";

/** How a file stores one element. A complex one is two values of `dtype`, the real one first. */
export interface Storage {
  readonly dtype: Dtype;
  readonly complex: boolean;
  readonly bigEndian: boolean;
}

/** A tensor whose place in a file has been checked. */
export interface StoredTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly order: "C" | "F";
  readonly storage: Storage;
  /** Size of the values in the file. */
  readonly bytes: number;
  /** What error messages call it. */
  readonly label: string;
  /** The values as the file has them, in pieces of any size. */
  stream(): AsyncIterable<Uint8Array<ArrayBuffer>>;
  /** Fills memory with the values as the file has them, from a byte of theirs on. */
  readonly readInto: ReadInto | undefined;
}

/** The tensors that a stored one is read as: itself, or `<name>.real` and `<name>.imag` where it is complex. */
export function storedTensors(stored: StoredTensor): readonly Tensor[] {
  if (!stored.storage.complex) {
    return [{ ...asTensor(stored, stored.name, chunksOf(stored)), ...readInPlace(stored) }];
  }
  return [
    asTensor(stored, `${stored.name}.real`, partsOf(stored, 0)),
    asTensor(stored, `${stored.name}.imag`, partsOf(stored, 1)),
  ];
}

/** Bytes that one element takes in the file. */
export function elementBytes({ dtype, complex }: Storage): number {
  return DTYPE_BYTES[dtype] * (complex ? 2 : 1);
}

function asTensor({ shape, order, storage }: StoredTensor, name: string, chunks: Tensor["chunks"]): Tensor {
  return { name, dtype: storage.dtype, shape, order: shape.length > 1 ? order : "C", chunks };
}

function readInPlace({ readInto, storage }: StoredTensor): Pick<Tensor, "readInto"> {
  if (!readInto) return {};
  return {
    async readInto(into, start) {
      await readInto(into, start * DTYPE_BYTES[storage.dtype]);
      makeLittleEndian(into, storage);
    },
  };
}

function chunksOf(stored: StoredTensor): Tensor["chunks"] {
  return async function* () {
    for await (const chunk of storedChunks(stored)) {
      makeLittleEndian(chunk, stored.storage);
      yield chunk;
    }
  };
}

function partsOf(stored: StoredTensor, part: 0 | 1): Tensor["chunks"] {
  return async function* () {
    for await (const pairs of storedChunks(stored)) {
      const chunk = takePart(pairs, DTYPE_BYTES[stored.storage.dtype], part);
      makeLittleEndian(chunk, stored.storage);
      yield chunk;
    }
  };
}

function storedChunks({ stream, storage, bytes, label }: StoredTensor): AsyncIterable<Uint8Array<ArrayBuffer>> {
  return wholeChunks(stream(), elementBytes(storage), bytes, label);
}

function makeLittleEndian(chunk: Uint8Array<ArrayBuffer>, { dtype, bigEndian }: Storage): void {
  if (bigEndian) swapBytes(chunk, DTYPE_BYTES[dtype]);
}
