import type { Dtype } from "../engine/tensor";
import { sourceRun } from "./byteRun";
import type { ByteSource } from "./byteSource";
import { type FileContents, plainContents } from "./fileContents";
import { openFlax } from "./flax/openFlax";
import { openGguf } from "./gguf/openGguf";
import type { LoadHdf5 } from "./hdf5/hdf5Library";
import { openKerasArchive } from "./keras/openKerasArchive";
import { openKerasHdf5 } from "./keras/openKerasHdf5";
import { openNpy } from "./numpy/openNpy";
import { openNpz } from "./numpy/openNpz";
import { openOnnx } from "./onnx/openOnnx";
import { openShards } from "./openShards";
import { openPytorch, pytorchShards } from "./pytorch/openPytorch";
import { quoteName } from "./quoteName";
import { openSafetensors, safetensorsShards } from "./safetensors/openSafetensors";
import { unreadFormat } from "./unreadFormats";
import { type Inflate, inflateRaw } from "./zip/inflateRaw";

export interface OpenOptions {
  /** What to read values as whose dtype the file has lost (ml_dtypes arrays saved by NumPy). */
  readonly assumeDtype?: Dtype;
  /** Opens a file beside this one (a shard) or, with "/" in its name, below; `name` never leaves the folder. */
  readonly openSibling?: (name: string) => Promise<ByteSource>;
  /** A faster way to inflate than the web platform's, where the caller has one (Node's zlib). */
  readonly inflateRaw?: Inflate;
  /** Loads the HDF5 library; without it, HDF5 and Keras files cannot be opened. */
  readonly loadHdf5?: LoadHdf5;
}

export type OpenTensors = (source: ByteSource, name: string, options: OpenOptions) => Promise<FileContents>;

/** A file to open: its bytes, what messages call it, and its name without the extension. */
interface OpenedFile {
  readonly source: ByteSource;
  readonly label: string;
  readonly stem: string;
  readonly options: OpenOptions & { readonly inflateRaw: Inflate };
}

type Open = (file: OpenedFile) => Promise<FileContents>;

const npy: Open = async ({ source, label, stem, options }) =>
  plainContents("NumPy array", await openNpy(sourceRun(source, label), stem, label, options.assumeDtype));

const npz: Open = async ({ source, label, options }) =>
  plainContents("NumPy archive", await openNpz(source, label, options.inflateRaw, options.assumeDtype));

const pytorch: Open = ({ source, label, stem, options }) => openPytorch(source, label, stem, options.inflateRaw);

const hdf5: Open = ({ source, label, options }) => openKerasHdf5(source, label, options.loadHdf5);

/** By how a file's name ends, in lower case. */
const FORMATS: Readonly<Record<string, Open>> = {
  ".npy": npy,
  ".npz": npz,
  ".safetensors": async ({ source, label }) => plainContents("safetensors file", await openSafetensors(source, label)),
  ".safetensors.index.json": async ({ source, label, options }) => ({
    format: "sharded safetensors",
    ...(await openShards(source, label, options.openSibling, safetensorsShards)),
  }),
  ".pt": pytorch,
  ".pth": pytorch,
  ".ckpt": pytorch,
  ".pt2": pytorch,
  ".ptl": pytorch,
  ".bin": pytorch,
  ".bin.index.json": async ({ source, label, options }) => ({
    format: "sharded PyTorch checkpoint",
    ...(await openShards(source, label, options.openSibling, pytorchShards(options.inflateRaw))),
  }),
  ".keras": ({ source, label, options }) => openKerasArchive(source, label, options.inflateRaw, options.loadHdf5),
  ".h5": hdf5,
  ".hdf5": hdf5,
  ".onnx": ({ source, label, options }) => openOnnx(source, label, options.openSibling),
  ".gguf": ({ source, label }) => openGguf(source, label),
  ".msgpack": ({ source, label }) => openFlax(source, label),
};

/** How the names of files that can be opened end, in lower case. */
export const TENSOR_EXTENSIONS: readonly string[] = Object.keys(FORMATS);

/**
 * Opens the tensors of the file `name` (no folder in it) by its extension. Reads headers only; values are read by
 * `Tensor.chunks`, again from the file, about 1 MiB at a time.
 * Throws an error of one line that begins with the file's name and says the place and what disagrees, and
 * `DtypeLostError` where the caller must choose a dtype; `chunks` throws the same way while it reads.
 */
export const openTensors: OpenTensors = async (source, name, options) => {
  const label = quoteName(name);
  const extension = TENSOR_EXTENSIONS.find((ending) => name.toLowerCase().endsWith(ending));
  if (extension === undefined) {
    const unread = unreadFormat(name);
    if (unread) throw new Error(`${label}: by its name it is ${unread}`);
    throw new Error(`${label}: no tensor file by its name; it should end in ${TENSOR_EXTENSIONS.join(", ")}`);
  }
  return FORMATS[extension]!({
    source,
    label,
    stem: name.slice(0, -extension.length),
    options: { ...options, inflateRaw: options.inflateRaw ?? inflateRaw },
  });
};
