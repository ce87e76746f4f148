import type { Layout } from "../../src/engine/layout";

// The benchmark asks its sides, processes of their own, for one thing at a time: an order is a line of JSON on stdin,
// the answer one on stdout after MARK, because libraries greet there too.

export const MARK = "@ ";

export type Order = { readonly prepare: Task } | { readonly run: string } | { readonly drop: true };

/** What a side says first: versions, thread counts and the like. */
export interface Hello {
  readonly about: string;
}

export interface Ready {
  /** The runs that this side can be asked for. */
  readonly ready: readonly string[];
}

export interface Ran {
  /** Milliseconds by the side's own clock, around the work alone. */
  readonly ms: number;
  /** Milliseconds of parts of the run. */
  readonly parts?: Readonly<Record<string, number>>;
}

export interface Cannot {
  readonly cannot: string;
}

export type Op =
  | "profile"
  | "file"
  | "batchNormEval"
  | "batchNormTrain"
  | "batchNormBackward"
  | "layerNorm"
  | "layerNormBackward"
  | "rmsNorm"
  | "instanceNorm"
  | "groupNorm";

/** What is measured, told to every side in the same words. */
export interface Task {
  readonly op: Op;
  /** In C order; layer and RMS norm normalize over the last axis, the others over channels along axis 1. */
  readonly shape: readonly number[];
  /** How channels lie; one channel where only the whole is profiled. */
  readonly layout: Layout;
  readonly dtype: "float32" | "float16" | "bfloat16";
  /** A file of values of the dtype, to be repeated until the tensor is full; of "file", the tensor file itself. */
  readonly values: string;
  /** Whether some values are NaN. */
  readonly nan: boolean;
  /** Of group norm. */
  readonly groups: number;
}

export const EPS = 1e-5;
