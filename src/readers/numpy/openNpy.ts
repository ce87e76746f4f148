import type { Dtype, Tensor } from "../../engine/tensor";
import type { ByteRun } from "../byteRun";
import type { ReadInto } from "../readRange";
import { shapeBytes, shapeText } from "../shapeBytes";
import { elementBytes, type Storage, storedTensors } from "../storedTensors";
import { readNpyHeader } from "./npyHeader";
import { npyStorage } from "./npyStorage";

/**
 * Opens one NumPy array (.npy, numpy/lib/format.py) as the tensor `name`; a complex one as `<name>.real` and
 * `<name>.imag`. `assumed` is the dtype to read values as whose dtype the file has lost.
 * Throws, naming `label`, where the header is wrong, the dtype is not one of numbers, or header and size disagree.
 */
export async function openNpy(
  run: ByteRun,
  name: string,
  label: string,
  assumed: Dtype | undefined,
): Promise<readonly Tensor[]> {
  const { descr, fortranOrder, shape, end } = await readNpyHeader(run, label);
  const storage = npyStorage(descr, assumed, label);
  const bytes = shapeBytes(shape, elementBytes(storage), label);
  if (bytes !== run.size - end) {
    const promised = `shape ${shapeText(shape)} of ${dtypeText(storage)}, ${bytes} bytes`;
    throw new Error(`${label}: header promises ${promised}, but the file holds ${run.size - end} after its header`);
  }
  const order = fortranOrder ? "F" : "C";
  return storedTensors({
    name,
    shape,
    order,
    storage,
    bytes,
    label,
    stream: () => run.stream(end),
    readInto: readIntoFrom(run, end),
  });
}

function readIntoFrom({ readInto }: ByteRun, end: number): ReadInto | undefined {
  return readInto && ((into, start) => readInto(into, end + start));
}

function dtypeText({ dtype, complex }: Storage): string {
  if (!complex) return dtype;
  return dtype === "float32" ? "complex64" : "complex128";
}
