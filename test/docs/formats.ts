import { UNREAD_FORMATS } from "../../src/readers/unreadFormats";

/** What is read of files, by how their names end, and where that stops. */
export const READ: readonly (readonly [endings: readonly string[], what: string, limits: string])[] = [
  [
    [".npy"],
    "NumPy arrays of versions 1 to 3: all integers, bool, float16, float32, float64, complex (as real and imaginary part), in either byte order, also in Fortran's",
    "arrays of objects are refused; bfloat16 and float8 have lost their dtype, which is asked for",
  ],
  [[".npz"], "archives of them, stored and deflated, zip64; larger than memory", "as for `.npy`"],
  [
    [".safetensors", ".safetensors.index.json"],
    "every dtype of a byte and more, bfloat16 and float8 included; shards through their index",
    "files with dtypes of less than a byte are refused",
  ],
  [
    [".pt", ".pth", ".bin", ".ckpt", ".pt2", ".ptl", ".bin.index.json"],
    "PyTorch checkpoints of every age (zip, legacy stream, tar), Lightning's, whole modules, TorchScript; every dense dtype, views, either byte order; shards through their index",
    "pickles are read as data and never executed; sparse, quantized and nested tensors are listed only",
  ],
  [
    [".keras"],
    "Keras 3: variables by their names, bfloat16 included, the optimizer's, and normalization layers by the configuration",
    "",
  ],
  [
    [".h5", ".hdf5"],
    "weights of Keras 3 (`.weights.h5`), models and weights of Keras 2, any other HDF5 file: numbers of either byte order, whole or in chunks (gzip, shuffle, fletcher32, nbit, scale-offset)",
    "values behind other filters, such as szip and lzf, are listed only",
  ],
  [
    [".onnx"],
    "initializers and constants, in the file or beside it: every type of a byte and more, and of 4 bits as integers; the normalization layers of the graph, also those that exporters have written as arithmetic. The model itself can be run",
    "",
  ],
  [
    [".gguf"],
    "versions 1 to 3 in either byte order: unquantised tensors, normalization layers with their epsilon",
    "quantised tensors are listed only",
  ],
  [[".msgpack"], "what Flax saves: variables and train states, bfloat16, arrays in chunks", ""],
  [[".normlog"], "logs of training runs, one a rank", "profiled only; a torn tail is left out and said so"],
  [
    ["events.out.tfevents.*"],
    "TensorBoard's scalars and histograms, as PyTorch, tensorboardX and TensorFlow log them",
    "profiled only; images, texts and graphs are left alone",
  ],
];

/** Every format, and those that are known but not read. */
export function formatsPage(): string {
  const rows = READ.map(([endings, what, limits]) => `| ${endings.map(code).join(", ")} | ${what} | ${limits} |`);
  const unread = UNREAD_FORMATS.map(([ending, what]) => `- ${code(ending)}: ${what}.`);
  return [
    "# What Normscope reads",
    "",
    "Headers are checked against the size of the file before anything is allocated, values are read about 1 MiB at a time, and",
    "memory does not grow with the file. A tensor that cannot be read is listed with the reason, and the rest of the file opens.",
    "",
    "| files | what is read | where it stops |",
    "|---|---|---|",
    ...rows,
    "",
    "## What it knows and does not read",
    "",
    ...unread,
    "",
  ].join("\n");
}

function code(text: string): string {
  return `\`${text}\``;
}
