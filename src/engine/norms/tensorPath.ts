/** What a tensor is to the normalization layer that it belongs to. */
export type Role = "weight" | "bias" | "runningMean" | "runningVariance" | "numBatchesTracked";

/** A tensor's name, taken apart. */
export interface TensorPath {
  /** Path of the module: "layer1.0.bn1"; "" for a tensor at the top. */
  readonly module: string;
  /** Last part of the name, in lower case. */
  readonly leaf: string;
}

/** Flax keeps parameters and statistics of one module in collections; NNX calls a variable's array its value. */
const COLLECTIONS = /(?:^|(?<=\/))(?:params|batch_stats|variables)\//g;
const DECORATION = /(?::\d+|[./](?:raw_)?value)$/;

export function tensorPath(name: string): TensorPath {
  const plain = name.replace(DECORATION, "").replace(COLLECTIONS, "");
  const cut = Math.max(plain.lastIndexOf("."), plain.lastIndexOf("/"));
  return { module: plain.slice(0, Math.max(0, cut)), leaf: plain.slice(cut + 1).toLowerCase() };
}

/**
 * Names by role: PyTorch's, Keras's, Flax's and Paddle's. Those that mean much else besides count only in a module
 * that has the other names of their line too.
 */
export const LEAVES: readonly { readonly leaf: string; readonly role: Role; readonly besides?: readonly string[] }[] = [
  { leaf: "weight", role: "weight" },
  { leaf: "gamma", role: "weight" },
  { leaf: "scale", role: "weight" },
  { leaf: "g", role: "weight", besides: ["b"] },
  { leaf: "bias", role: "bias" },
  { leaf: "beta", role: "bias" },
  { leaf: "b", role: "bias", besides: ["g"] },
  { leaf: "running_mean", role: "runningMean" },
  { leaf: "moving_mean", role: "runningMean" },
  { leaf: "_mean", role: "runningMean", besides: ["_variance"] },
  { leaf: "mean", role: "runningMean", besides: ["var"] },
  { leaf: "running_var", role: "runningVariance" },
  { leaf: "moving_variance", role: "runningVariance" },
  { leaf: "moving_var", role: "runningVariance" },
  { leaf: "_variance", role: "runningVariance", besides: ["_mean"] },
  { leaf: "var", role: "runningVariance", besides: ["mean"] },
  { leaf: "num_batches_tracked", role: "numBatchesTracked" },
];

/** Whose names these are: Keras and Flax weigh the old average by the momentum, PyTorch the new batch. */
export function isKerasLike(leaf: string): boolean {
  return ["gamma", "beta", "scale", "moving_mean", "moving_variance", "mean", "var"].includes(leaf);
}
