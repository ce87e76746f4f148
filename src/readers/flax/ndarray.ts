import type { ByteCursor } from "../byteCursor";
import type { ByteRange } from "../byteRanges";
import { quoteName } from "../quoteName";
import { shapeBytes, shapeText } from "../shapeBytes";
import { elementBytes } from "../storedTensors";
import { readHead } from "./msgpackHead";
import { numpyStorage } from "./numpyStorage";

/** An array as Flax packs it; its values stay in the file. */
export interface FlaxArray {
  readonly shape: readonly number[];
  /** As NumPy calls it. */
  readonly dtype: string;
  readonly values: ByteRange;
}

const MAX_RANK = 64;
const MAX_DTYPE_BYTES = 100;
const PARTS = 3;

/**
 * Reads the array in the extension [cursor, end): a msgpack list of shape, NumPy's name of the dtype and the bytes in C
 * order (flax/serialization.py). Throws, naming `label`, where it is none, and where dtype and shape do not take as
 * many bytes.
 */
export async function readNdarray(cursor: ByteCursor, end: number, label: string): Promise<FlaxArray> {
  const parts = await expectHead(cursor, end, "list", "an array", label);
  if (parts !== PARTS) throw new Error(`${label}: an array has ${PARTS} parts, but this one ${parts}`);
  const rank = await expectHead(cursor, end, "list", "its shape", label);
  if (rank > MAX_RANK) throw new Error(`${label}: shape has ${rank} axes, more than the ${MAX_RANK} that NumPy allows`);
  const shape: number[] = [];
  for (let axis = 0; axis < rank; axis++) shape.push(await readSize(cursor, end, axis, label));
  const dtypeBytes = await expectHead(cursor, end, "text", "its dtype", label);
  if (dtypeBytes > MAX_DTYPE_BYTES) throw new Error(`${label}: the dtype's name has ${dtypeBytes} bytes`);
  const dtype = new TextDecoder().decode(await cursor.take(dtypeBytes, "its dtype"));
  const bytes = await expectHead(cursor, end, "bytes", "its values", label);
  const start = cursor.position();
  if (start + bytes !== end) {
    throw new Error(`${label}: has ${bytes} bytes of values, but its extension ends ${end - start - bytes} later`);
  }
  const storage = numpyStorage(dtype);
  const wanted = storage ? shapeBytes(shape, elementBytes(storage), label) : bytes;
  if (wanted !== bytes) {
    const promise = `shape ${shapeText(shape)} of ${quoteName(dtype)} takes ${wanted} bytes`;
    throw new Error(`${label}: ${promise}, but it has ${bytes}`);
  }
  return { shape, dtype, values: { start, end } };
}

async function readSize(cursor: ByteCursor, end: number, axis: number, label: string): Promise<number> {
  const head = await readHead(cursor, end, label);
  const size = head.kind === "value" ? head.value : null;
  if (typeof size === "number" && Number.isSafeInteger(size) && size >= 0) return size;
  const found = head.kind === "value" ? head.value : `a ${head.kind}`;
  throw new Error(`${label}: shape has ${found} at place ${axis}, not an integer from 0 to 2^53`);
}

async function expectHead(
  cursor: ByteCursor,
  end: number,
  kind: "list" | "text" | "bytes",
  what: string,
  label: string,
): Promise<number> {
  const head = await readHead(cursor, end, label);
  if (head.kind === kind) return head.size;
  throw new Error(`${label}: ${what} should be a ${kind}, but is a ${head.kind}`);
}
