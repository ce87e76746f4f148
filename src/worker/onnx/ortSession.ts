/// <reference path="./onnxModules.d.ts" />
import type { InferenceSession, Tensor, ValueMetadata } from "onnx:runtime";
import { type Dtype, elementCount } from "../../engine/tensor";
import type { Session, SessionOutput, Values } from "./runtime";

type TensorClass = typeof Tensor;

const UNKNOWN_SIZE = 2 ** 32 - 1;

/** ONNX Runtime's names of what both it and Normscope can read, which are ours, with the arrays that it takes. */
const ARRAYS = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
} as const satisfies Partial<Record<Dtype, unknown>>;

type RunDtype = keyof typeof ARRAYS;

/** A session of any build of ONNX Runtime, whose JavaScript is the same. */
export function sessionOf(session: InferenceSession, Tensor: TensorClass): Session {
  return {
    outputs: session.outputMetadata.map(outputOf),
    async run(feeds, wanted) {
      const given = Object.fromEntries([...feeds].map(([name, values]) => [name, tensorOf(values, Tensor)]));
      const made = await session.run(given, wanted);
      return new Map(wanted.map((name) => [name, valuesOf(made[name]!)]));
    },
    close: () => session.release(),
  };
}

function outputOf(output: ValueMetadata): SessionOutput {
  if (!output.isTensor) return { name: output.name, dtype: null, shape: [] };
  const shape = output.shape.map((size) => (typeof size === "number" && size !== UNKNOWN_SIZE ? size : null));
  return { name: output.name, dtype: isRunDtype(output.type) ? output.type : null, shape };
}

function isRunDtype(type: string): type is RunDtype {
  return Object.hasOwn(ARRAYS, type);
}

/** Whether inputs of this dtype can be given to the runtime. */
export function canFeed(dtype: Dtype): boolean {
  return isRunDtype(dtype);
}

function tensorOf({ dtype, shape, bytes }: Values, Tensor: TensorClass): Tensor {
  const Values = ARRAYS[dtype as RunDtype];
  return new Tensor(dtype, new Values(bytes.buffer, bytes.byteOffset, elementCount(shape)), shape);
}

function valuesOf({ type, dims, data }: Tensor): Values {
  if (!ArrayBuffer.isView(data)) throw new Error(`an output of ${type} values cannot be read`);
  const bytes = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
  return { dtype: type as RunDtype, shape: dims, bytes };
}
