import type { Dtype } from "../engine/tensor";
import { sourceRun } from "./byteRun";
import type { ByteSource } from "./byteSource";
import { type FileContents, plainContents } from "./fileContents";
import { openFlax } from "./flax/openFlax";
import { openGguf } from "./gguf/openGguf";
import { type Inflate, inflateRaw } from "./inflateRaw";
import { openOnnx } from "./onnx/openOnnx";
import { openNpy } from "./openNpy";
import { openNpz } from "./openNpz";
import { openSafetensors } from "./openSafetensors";
import { openSafetensorsIndex } from "./openSafetensorsIndex";
import { quoteName } from "./quoteName";
import { unreadFormat } from "./unreadFormats";

export interface OpenOptions {
  /** What to read values as whose dtype the file has lost (ml_dtypes arrays saved by NumPy). */
  readonly assumeDtype?: Dtype;
  /** Opens a file beside this one (a shard) or, with "/" in its name, below; `name` never leaves the folder. */
  readonly openSibling?: (name: string) => Promise<ByteSource>;
  /** A faster way to inflate than the web platform's, where the caller has one (Node's zlib). */
  readonly inflateRaw?: Inflate;
}

export type OpenTensors = (source: ByteSource, name: string, options: OpenOptions) => Promise<FileContents>;

/** How the names of files that can be opened end, in lower case. */
export const TENSOR_EXTENSIONS = [
  ".npy",
  ".npz",
  ".safetensors",
  ".safetensors.index.json",
  ".onnx",
  ".gguf",
  ".msgpack",
] as const;

/**
 * Opens the tensors of the file `name` (no folder in it) by its extension. Reads headers only; values are read by
 * `Tensor.chunks`, again from the file, about 1 MiB at a time.
 * Throws an error of one line that begins with the file's name and says the place and what disagrees, and
 * `DtypeLostError` where the caller must choose a dtype; `chunks` throws the same way while it reads.
 */
export const openTensors: OpenTensors = async (source, name, options) => {
  const label = quoteName(name);
  const extension = TENSOR_EXTENSIONS.find((ending) => name.toLowerCase().endsWith(ending));
  switch (extension) {
    case ".npy":
      return plainContents(
        "NumPy array",
        await openNpy(sourceRun(source, label), name.slice(0, -extension.length), label, options.assumeDtype),
      );
    case ".npz":
      return plainContents(
        "NumPy archive",
        await openNpz(source, label, options.inflateRaw ?? inflateRaw, options.assumeDtype),
      );
    case ".safetensors":
      return plainContents("safetensors file", await openSafetensors(source, label));
    case ".safetensors.index.json":
      return plainContents("sharded safetensors", await openSafetensorsIndex(source, label, options.openSibling));
    case ".onnx":
      return openOnnx(source, label, options.openSibling);
    case ".gguf":
      return openGguf(source, label);
    case ".msgpack":
      return openFlax(source, label);
    case undefined: {
      const unread = unreadFormat(name);
      if (unread) throw new Error(`${label}: by its name it is ${unread}`);
      throw new Error(`${label}: no tensor file by its name; it should end in ${TENSOR_EXTENSIONS.join(", ")}`);
    }
  }
};
