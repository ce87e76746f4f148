import type { Dtype, Tensor } from "../engine/tensor";
import type { ByteSource } from "./byteSource";

export interface OpenOptions {
  /** What to read values as whose dtype the file has lost (ml_dtypes arrays saved by NumPy). */
  readonly assumeDtype?: Dtype;
  /** Opens a file beside this one (a shard); `name` never leaves the folder. */
  readonly openSibling?: (name: string) => Promise<ByteSource>;
}

export type OpenTensors = (source: ByteSource, name: string, options: OpenOptions) => Promise<readonly Tensor[]>;
