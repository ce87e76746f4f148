import type { Dtype } from "../engine/tensor";
import { sourceRun } from "./byteRun";
import type { ByteSource } from "./byteSource";
import { type FileContents, plainContents } from "./fileContents";
import type { LoadHdf5 } from "./hdf5/hdf5Library";
import { type Inflate, inflateRaw } from "./inflateRaw";
import { openKerasArchive } from "./keras/openKerasArchive";
import { openKerasHdf5 } from "./keras/openKerasHdf5";
import { openNpy } from "./openNpy";
import { openNpz } from "./openNpz";
import { openSafetensors, safetensorsShards } from "./openSafetensors";
import { openShards } from "./openShards";
import { openPytorch, pytorchShards } from "./pytorch/openPytorch";
import { quoteName } from "./quoteName";

export interface OpenOptions {
  /** What to read values as whose dtype the file has lost (ml_dtypes arrays saved by NumPy). */
  readonly assumeDtype?: Dtype;
  /** Opens a file beside this one (a shard); `name` never leaves the folder. */
  readonly openSibling?: (name: string) => Promise<ByteSource>;
  /** A faster way to inflate than the web platform's, where the caller has one (Node's zlib). */
  readonly inflateRaw?: Inflate;
  /** Loads the HDF5 library, which is large, when the first such file is opened. */
  readonly loadHdf5?: LoadHdf5;
}

export type OpenTensors = (source: ByteSource, name: string, options: OpenOptions) => Promise<FileContents>;

/** How the names of files that can be opened end, in lower case. */
export const TENSOR_EXTENSIONS = [
  ".npy",
  ".npz",
  ".safetensors",
  ".safetensors.index.json",
  ".pt",
  ".pth",
  ".bin",
  ".bin.index.json",
  ".ckpt",
  ".pt2",
  ".ptl",
  ".keras",
  ".h5",
  ".hdf5",
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
      return {
        format: "sharded safetensors",
        ...(await openShards(source, label, options.openSibling, safetensorsShards)),
      };
    case ".pt":
    case ".pth":
    case ".bin":
    case ".ckpt":
    case ".pt2":
    case ".ptl":
      return openPytorch(source, label, name.slice(0, -extension.length), options.inflateRaw ?? inflateRaw);
    case ".bin.index.json":
      return {
        format: "sharded PyTorch checkpoint",
        ...(await openShards(source, label, options.openSibling, pytorchShards(options.inflateRaw ?? inflateRaw))),
      };
    case ".keras":
      return openKerasArchive(source, label, options.inflateRaw ?? inflateRaw, options.loadHdf5);
    case ".h5":
    case ".hdf5":
      return openKerasHdf5(source, label, options.loadHdf5);
    case undefined:
      throw new Error(`${label}: no tensor file by its name; it should end in ${TENSOR_EXTENSIONS.join(", ")}`);
  }
};
