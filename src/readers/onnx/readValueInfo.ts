import { expectWireType, readText } from "../protobuf/fieldValues";
import { BYTES, type Field, VARINT, type Wire, walkMessage } from "../protobuf/protobuf";
import type { ValueType } from "./graph";

const TENSOR_TYPE = 1;
const MAX_RANK = 65;

/**
 * Reads a ValueInfoProto: gives the value's name, and its number of axes, where that is known, to `ranks`.
 *
 * @param types given the whole type, where it is a tensor's
 */
export async function readValueInfo(
  wire: Wire,
  value: Field,
  ranks: Map<string, number>,
  types?: Map<string, ValueType>,
): Promise<string> {
  expectWireType(wire, value, BYTES, "a value's description");
  let name = "";
  let type: ValueType | null = null;
  await walkMessage(wire, value.end, "the value's description", async (field) => {
    if (field.number === 1) name = await readText(wire, field, "a value's name");
    if (field.number === 2) type = await readType(wire, field);
  });
  const read = type as ValueType | null;
  if (read?.dims) ranks.set(name, read.dims.length);
  if (read) types?.set(name, read);
  return name;
}

/** The tensor_type of a TypeProto; null where it has another. */
async function readType(wire: Wire, type: Field): Promise<ValueType | null> {
  if (type.wireType !== BYTES) return null;
  let tensor: ValueType | null = null;
  await walkMessage(wire, type.end, "the value's type", async (field) => {
    if (field.number === TENSOR_TYPE && field.wireType === BYTES) tensor = await readTensorType(wire, field);
  });
  return tensor;
}

async function readTensorType(wire: Wire, type: Field): Promise<ValueType> {
  let dataType = 0;
  let dims: ValueType["dims"] = null;
  await walkMessage(wire, type.end, "the value's type", async (field) => {
    if (field.number === 1 && field.wireType === VARINT) dataType = field.value;
    if (field.number === 2 && field.wireType === BYTES) dims = await readShape(wire, field);
  });
  return { dataType, dims };
}

async function readShape(wire: Wire, shape: Field): Promise<ValueType["dims"]> {
  const dims: (number | string | null)[] = [];
  await walkMessage(wire, shape.end, "the value's shape", async (field) => {
    if (field.number === 1 && dims.length < MAX_RANK) dims.push(await readSize(wire, field));
  });
  return dims;
}

async function readSize(wire: Wire, dim: Field): Promise<number | string | null> {
  let size: number | string | null = null;
  if (dim.wireType !== BYTES) return size;
  await walkMessage(wire, dim.end, "the value's axis", async (field) => {
    if (field.number === 1 && field.wireType === VARINT && field.value >= 0) size = field.value;
    if (field.number === 2) size = named(await readText(wire, field, "an axis's name"));
  });
  return size;
}

/** Some exporters call every size that they do not know "?". */
function named(name: string): string | null {
  return /[\p{L}\p{N}]/u.test(name) ? name : null;
}
