/** Field numbers and types are those of onnx.proto: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
export interface OnnxModel {
  readonly op: string;
  readonly opset: number;
  readonly shape: readonly number[];
  /** Float32 vectors after the first input, in the operator's order. */
  readonly vectors: readonly Float32Array[];
  readonly floats: Readonly<Record<string, number>>;
  readonly ints: Readonly<Record<string, number>>;
}

const FLOAT = 1;
const INT_ATTRIBUTE = 2;

/** A model of one operator from x to y, as the bytes of an .onnx file. */
export function onnxModel({ op, opset, shape, vectors, floats, ints }: OnnxModel): Uint8Array {
  const names = vectors.map((_, i) => `v${i}`);
  const node = [
    ...["x", ...names].map((name) => text(1, name)),
    text(2, "y"),
    text(4, op),
    ...Object.entries(floats).map(([name, value]) =>
      message(5, [text(1, name), float32(2, value), integer(20, FLOAT)]),
    ),
    ...Object.entries(ints).map(([name, value]) =>
      message(5, [text(1, name), integer(3, value), integer(20, INT_ATTRIBUTE)]),
    ),
  ];
  const graph = [
    message(1, node),
    text(2, "bench"),
    ...vectors.map((vector, i) => message(5, tensor(names[i]!, vector))),
    message(11, valueInfo("x", shape)),
    message(12, valueInfo("y", shape)),
  ];
  const model = [integer(1, 10), message(7, graph), message(8, [text(1, ""), integer(2, opset)])];
  return Uint8Array.from(model.flat());
}

type Bytes = readonly number[];

function tensor(name: string, vector: Float32Array): Bytes[] {
  const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
  return [integer(1, vector.length), integer(2, FLOAT), text(8, name), field(9, [...bytes])];
}

function valueInfo(name: string, shape: readonly number[]): Bytes[] {
  const dimensions = shape.map((size) => message(1, [integer(1, size)]));
  return [text(1, name), message(2, [message(1, [integer(1, FLOAT), message(2, dimensions)])])];
}

function message(number: number, fields: readonly Bytes[]): Bytes {
  return field(number, fields.flat());
}

function text(number: number, value: string): Bytes {
  return field(number, [...new TextEncoder().encode(value)]);
}

function field(number: number, bytes: Bytes): Bytes {
  return [...varint(8 * number + 2), ...varint(bytes.length), ...bytes];
}

function integer(number: number, value: number): Bytes {
  // A negative number takes ten bytes, of 64 bits in two's complement.
  return [...varint(8 * number), ...varint(BigInt.asUintN(64, BigInt(value)))];
}

function float32(number: number, value: number): Bytes {
  return [...varint(8 * number + 5), ...new Uint8Array(Float32Array.of(value).buffer)];
}

function varint(value: number | bigint): Bytes {
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
}
