import { quoteName } from "../quoteName";
import { shapeBytes, shapeText } from "../shapeBytes";
import { type GgmlType, ggmlType } from "./ggmlTypes";
import { checkCount } from "./ggufMetadata";
import type { GgufReader } from "./ggufReader";

/** A tensor of a GGUF file; its values are the bytes [begin, end). */
export interface GgufTensor {
  readonly name: string;
  /** Outermost axis first, as PyTorch and NumPy have it; GGML lists them the other way round. */
  readonly shape: readonly number[];
  readonly typeNumber: number;
  /** Undefined for a type that is not known; then `end` is `begin`. */
  readonly type: GgmlType | undefined;
  readonly begin: number;
  readonly end: number;
}

type Info = Omit<GgufTensor, "begin" | "end"> & { readonly offset: number; readonly bytes: number };

const MAX_AXES = 4;
const MAX_TENSORS = 1_000_000;
const ENTRY_BYTES = 20;

/**
 * Reads `count` entries and places their values behind the list, at the next multiple of `alignment`. Throws, naming
 * the tensor, where a row is not whole blocks, and where an offset is not aligned, leaves the file, or lies in another
 * tensor.
 */
export async function readGgufTensors(
  reader: GgufReader,
  count: number,
  alignment: number,
): Promise<readonly GgufTensor[]> {
  checkCount(reader, count, ENTRY_BYTES, MAX_TENSORS, "tensors");
  const infos: Info[] = [];
  for (let i = 0; i < count; i++) infos.push(await readInfo(reader, i));
  const start = Math.ceil(reader.position() / alignment) * alignment;
  const tensors = infos.map(({ offset, bytes, ...info }) => {
    const label = `${reader.label}: ${quoteName(info.name)}`;
    if (offset % alignment !== 0)
      throw new Error(`${label}: offset ${offset} is no multiple of the alignment ${alignment}`);
    const begin = start + offset;
    if (begin + bytes > reader.size) {
      throw new Error(`${label}: takes bytes ${begin} to ${begin + bytes}, but the file has ${reader.size}`);
    }
    return { ...info, begin, end: begin + bytes };
  });
  checkApart(tensors, reader.label);
  return tensors;
}

async function readInfo(reader: GgufReader, index: number): Promise<Info> {
  const name = await reader.text(`the name of tensor ${index}`);
  const quoted = quoteName(name);
  const label = `${reader.label}: ${quoted}`;
  const axes = await reader.uint32(`the number of axes of ${quoted}`);
  if (axes > MAX_AXES) throw new Error(`${label}: has ${axes} axes, more than the ${MAX_AXES} that GGML allows`);
  const sizes: number[] = [];
  for (let axis = 0; axis < axes; axis++) sizes.push(await reader.count(`axis ${axis} of ${quoted}`));
  const typeNumber = await reader.uint32(`the type of ${quoted}`);
  const offset = await reader.uint64(`the offset of ${quoted}`);
  const type = ggmlType(typeNumber);
  const shape = sizes.reverse();
  return { name, shape, typeNumber, type, offset, bytes: type ? typeBytes(shape, type, label) : 0 };
}

function typeBytes(shape: readonly number[], { name, values, bytes }: GgmlType, label: string): number {
  const row = shape.at(-1) ?? 1;
  if (row % values !== 0) {
    throw new Error(
      `${label}: shape ${shapeText(shape)} has rows of ${row} values, not whole blocks of ${values} (${name})`,
    );
  }
  return shapeBytes([...shape.slice(0, -1), row / values], bytes, label);
}

function checkApart(tensors: readonly GgufTensor[], label: string): void {
  let last: GgufTensor | undefined;
  for (const tensor of tensors.toSorted((one, other) => one.begin - other.begin || one.end - other.end)) {
    if (last && tensor.begin < last.end) {
      const place = `begins at ${tensor.begin}, but ${quoteName(last.name)} ends at ${last.end}`;
      throw new Error(`${label}: ${quoteName(tensor.name)}: overlaps another tensor: it ${place}`);
    }
    if (!last || tensor.end > last.end) last = tensor;
  }
}
