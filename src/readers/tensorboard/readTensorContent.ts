import { codeValues, decoderOf } from "../../engine/decode";
import type { LoggedContent } from "../../engine/summaries/summary";
import { DTYPE_BYTES, type Dtype } from "../../engine/tensor";
import { expectWireType, readIntegers } from "../protobuf/fieldValues";
import { BYTES, FIXED32, type Field, VARINT, type Wire, walkMessage } from "../protobuf/protobuf";
import { readDoubles } from "./fields";
import { histogramOfBins } from "./readHistogram";

/** By DataType of tensorflow/core/framework/types.proto: those that numbers are logged in. */
const DTYPES: ReadonlyMap<number, Dtype> = new Map([
  [1, "float32"],
  [2, "float64"],
  [3, "int32"],
  [4, "uint8"],
  [5, "int16"],
  [6, "int8"],
  [9, "int64"],
  [14, "bfloat16"],
  [17, "uint16"],
  [19, "float16"],
  [22, "uint32"],
  [23, "uint64"],
]);
/** Fields of whole numbers: int_val, int64_val, uint32_val, uint64_val. */
const WHOLE = new Set([7, 10, 16, 17]);
/** Codes of float16 and bfloat16: half_val. */
const CODES = 13;
/** No histogram has more bins. */
const MAX_NUMBERS = 300_000;
const MAX_RANK = 8;

interface TensorProto {
  dtype: Dtype | null;
  shape: number[];
  numbers: number[];
}

/**
 * What a value holds that was logged as a tensor: a scalar or, where its plugin says so, a histogram. Other tensors are
 * for other plugins.
 */
export async function readTensorContent(wire: Wire, field: Field, plugin: string): Promise<LoggedContent> {
  const isHistogram = plugin === "histograms";
  const isScalar = plugin === "scalars" || plugin === "";
  if (!isHistogram && !isScalar) return { kind: "other" };
  wire.cursor.moveTo(field.start);
  const { dtype, shape, numbers } = await readTensorProto(wire, field.end);
  const place = `${wire.label}: byte ${field.at}`;
  if (isScalar) {
    if (dtype === null || shape.some((size) => size !== 1)) {
      if (plugin === "") return { kind: "other" };
      throw new Error(
        `${place}: a scalar is a tensor of shape (${shape.join(", ")})${dtype ? "" : " and of no numbers"}`,
      );
    }
    // What is left out is 0, as in every message.
    return { kind: "scalar", value: numbers[0] ?? 0 };
  }
  const [bins = -1, three] = shape;
  if (dtype === null || shape.length !== 2 || three !== 3 || bins * 3 > MAX_NUMBERS)
    throw new Error(`${place}: a histogram is a tensor of shape (${shape.join(", ")}), not (bins, 3)`);
  if (numbers.length > bins * 3)
    throw new Error(`${place}: a histogram of shape (${bins}, 3) holds ${numbers.length} numbers`);
  // Repeats of the last number are left out.
  const filled = new Float64Array(bins * 3).fill(numbers.at(-1) ?? 0);
  filled.set(numbers);
  return histogramOfBins(filled, place);
}

async function readTensorProto(wire: Wire, end: number): Promise<TensorProto> {
  const tensor: TensorProto = { dtype: null, shape: [], numbers: [] };
  let content: Field | null = null;
  let codes: readonly number[] = [];
  await walkMessage(wire, end, "the tensor", async (field) => {
    if (field.number === 1) {
      expectWireType(wire, field, VARINT, "dtype");
      tensor.dtype = DTYPES.get(field.value) ?? null;
    } else if (field.number === 2) await readShape(wire, field, tensor.shape);
    else if (field.number === 4) content = field;
    else if (field.number === 5) append(tensor, await readFloats(wire, field));
    else if (field.number === 6) append(tensor, await readDoubles(wire, field, "double_val"));
    else if (field.number === CODES) codes = await readIntegers(wire, field, "half_val", MAX_NUMBERS);
    else if (WHOLE.has(field.number)) append(tensor, await readIntegers(wire, field, "a tensor's values", MAX_NUMBERS));
  });
  if (codes.length > 0 && (tensor.dtype === "float16" || tensor.dtype === "bfloat16")) {
    const values = codeValues(tensor.dtype);
    append(
      tensor,
      codes.map((code) => values[code & 0xffff]!),
    );
  }
  if (content !== null && tensor.dtype !== null) append(tensor, await readPacked(wire, content, tensor.dtype));
  return tensor;
}

async function readShape(wire: Wire, field: Field, into: number[]): Promise<void> {
  expectWireType(wire, field, BYTES, "tensor_shape");
  await walkMessage(wire, field.end, "tensor_shape", async (dim) => {
    if (dim.number !== 2) return;
    expectWireType(wire, dim, BYTES, "a dimension");
    if (into.length >= MAX_RANK) throw new Error(`${wire.label}: byte ${dim.at}: a tensor of over ${MAX_RANK} axes`);
    let size = 0;
    await walkMessage(wire, dim.end, "a dimension", (inner) => {
      if (inner.number === 1) size = inner.value;
    });
    into.push(size);
  });
}

async function readFloats(wire: Wire, field: Field): Promise<readonly number[]> {
  if (field.wireType === FIXED32) return [field.value];
  expectWireType(wire, field, BYTES, "float_val");
  return decoded(wire, field, "float32", "float_val");
}

async function readPacked(wire: Wire, field: Field, dtype: Dtype): Promise<readonly number[]> {
  expectWireType(wire, field, BYTES, "tensor_content");
  wire.cursor.moveTo(field.start);
  return decoded(wire, field, dtype, "tensor_content");
}

async function decoded(wire: Wire, { at, start, end }: Field, dtype: Dtype, what: string): Promise<readonly number[]> {
  const width = DTYPE_BYTES[dtype];
  const place = `${wire.label}: byte ${at}: ${what}`;
  if ((end - start) % width !== 0) throw new Error(`${place} has ${end - start} bytes, which are no whole ${dtype}`);
  const count = (end - start) / width;
  if (count > MAX_NUMBERS) throw new Error(`${place} has ${count} numbers, more than ${MAX_NUMBERS}`);
  // A copy: values lie aligned in it.
  const bytes = Uint8Array.from(await wire.cursor.take(end - start, what));
  const values = new Float64Array(count);
  decoderOf(dtype)(bytes, 0, count, values, 0);
  return Array.from(values);
}

function append({ numbers }: TensorProto, more: Iterable<number>): void {
  for (const number of more) numbers.push(number);
  if (numbers.length > MAX_NUMBERS) numbers.length = MAX_NUMBERS;
}
