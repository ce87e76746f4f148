import type { Op, Task } from "./protocol";
import type { ValuesName } from "./values";

/** What is measured together, interleaved. */
export interface Case extends Pick<Task, "op" | "shape" | "dtype" | "groups"> {
  readonly name: string;
  readonly values: ValuesName;
  /** Where channels lie; null: the whole alone is profiled. */
  readonly channelAxis: number | null;
  /** Bytes that must at least be read and written. */
  readonly bytes: number;
  /** How long its rounds go on. */
  readonly seconds: number;
  /** Left out by --quick. */
  readonly slow: boolean;
}

const A = [32, 256, 56, 56];
const B = [64, 512, 7, 7];
const C = [8, 1024, 4096];
const D = [2 ** 28];

export const CASES: readonly Case[] = [
  profile("profile A", A, 1, { seconds: 12 }),
  profile("profile A, ReLU", A, 1, { values: "relu", slow: true }),
  profile("profile A, NaN", A, 1, { values: "nan", slow: true }),
  profile("profile B (7x7 maps)", B, 1, { seconds: 4 }),
  profile("profile C", C, 2, { seconds: 12, slow: true }),
  profile("profile D", D, null, { slow: true }),
  profile("profile A, float16", A, 1, { dtype: "float16", values: "float16", slow: true }),
  profile("profile A, bfloat16", A, 1, { dtype: "bfloat16", values: "bfloat16", slow: true }),
  { ...profile("1 GiB file", D, null, { seconds: 8 }), op: "file", values: "file" },
  norm("batch norm eval A", "batchNormEval", A, 2),
  norm("batch norm train A", "batchNormTrain", A, 2),
  { ...norm("batch norm backward A", "batchNormBackward", A, 3), slow: true },
  norm("layer norm C", "layerNorm", C, 2),
  { ...norm("layer norm backward C", "layerNormBackward", C, 3), slow: true },
  { ...norm("RMS norm C", "rmsNorm", C, 2), slow: true },
  { ...norm("instance norm A", "instanceNorm", A, 2), slow: true },
  norm("group norm A", "groupNorm", A, 2),
];

function profile(
  name: string,
  shape: readonly number[],
  channelAxis: number | null,
  options: Partial<Pick<Case, "dtype" | "values" | "seconds" | "slow">>,
): Case {
  const { dtype = "float32", values = "normal", seconds = 6, slow = false } = options;
  const bytes = elements(shape) * (dtype === "float32" ? 4 : 2);
  return { name, op: "profile", shape, channelAxis, dtype, values, groups: 1, bytes, seconds, slow };
}

/** @param tensors how many of the input's size are read or written */
function norm(name: string, op: Op, shape: readonly number[], tensors: number): Case {
  const channelAxis = shape === C ? 2 : 1;
  const bytes = tensors * elements(shape) * 4;
  const values = "normal" as const;
  return { name, op, shape, channelAxis, dtype: "float32", values, groups: 32, bytes, seconds: 10, slow: false };
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
