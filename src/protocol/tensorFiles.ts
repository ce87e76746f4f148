/** How the names of files end that can be opened, without the leading dot; a test holds it to the readers' table. */
export const TENSOR_FILES: readonly string[] = [
  "npy",
  "npz",
  "safetensors",
  "safetensors.index.json",
  "pt",
  "pth",
  "ckpt",
  "pt2",
  "ptl",
  "bin",
  "bin.index.json",
  "keras",
  "h5",
  "hdf5",
  "onnx",
  "gguf",
  "msgpack",
];

/** What can be profiled besides: the log of a training run. */
export const PROFILED_FILES: readonly string[] = [...TENSOR_FILES, "normlog"];
