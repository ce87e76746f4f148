import type { Dtype } from "../../engine/tensor";

/** What runs a model: the web build, or another one of ONNX Runtime. */
export interface Runtime {
  /** "ONNX Runtime 1.30.0 (WebAssembly)". */
  readonly name: string;
  /**
   * @param dims sizes of axes that the model leaves open, by name, where every batch has the same
   * @throws what the runtime says
   */
  open(model: OnnxBytes, dims: Readonly<Record<string, number>>): Promise<Session>;
}

/** A model as it is given to a runtime. */
export interface OnnxBytes {
  readonly model: Uint8Array;
  /** Where the files beside it are. */
  readonly folder: string;
  /** Files beside it, by the path that the model has for them. */
  readonly files: readonly { readonly path: string; readonly data: Uint8Array }[];
}

/** A model that is ready to be run. */
export interface Session {
  readonly outputs: readonly SessionOutput[];
  /** @throws what the runtime says */
  run(feeds: ReadonlyMap<string, Values>, wanted: readonly string[]): Promise<ReadonlyMap<string, Values>>;
  close(): Promise<void>;
}

/** What is known of an output before anything is run. */
export interface SessionOutput {
  readonly name: string;
  /** Null where it is no tensor, or of a type that is not profiled. */
  readonly dtype: Dtype | null;
  /** Null for sizes that are not known. */
  readonly shape: readonly (number | null)[];
}

/** A tensor in memory, little-endian and in C order. */
export interface Values {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array<ArrayBuffer>;
}
