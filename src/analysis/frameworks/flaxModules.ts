import type { Method } from "../layers";
import type { Framework, LayerKind, LayerSpec } from "./layerSpec";
import { signature } from "./signature";

const NORM = "*, epsilon=1e-6, use_bias=True, use_scale=True, reduction_axes=-1, feature_axes=-1, axis_name=None";
const GROUP = NORM.replace("reduction_axes=-1, feature_axes=-1", "reduction_axes=None");
const INSTANCE = NORM.replace("reduction_axes=-1, ", "");
const RMS = NORM.replace("use_bias=True, ", "");
const BATCH = "axis=-1, momentum=0.99, epsilon=1e-5, use_bias=True, use_scale=True, axis_name=None";

/** Modules of Flax, linen and NNX, that a rule may ask for. A test compares the signatures with Flax. */
export const FLAX_MODULES: readonly LayerSpec[] = [
  norm("linen", "BatchNorm", "batch", `use_running_average=None, *, ${BATCH}`),
  norm("linen", "LayerNorm", "layer", NORM),
  norm("linen", "GroupNorm", "group", `num_groups=32, group_size=None, ${GROUP}`),
  norm("linen", "RMSNorm", "rms", RMS),
  norm("linen", "InstanceNorm", "instance", INSTANCE),
  one("linen", "linear", "Dense", "features, use_bias=True"),
  one("linen", "other", "DenseGeneral", "features, axis=-1, *, use_bias=True"),
  one(
    "linen",
    "conv",
    "Conv",
    "features, kernel_size, strides=1, padding='SAME', *, feature_group_count=1, use_bias=True",
  ),
  one("linen", "conv", "ConvTranspose", "features, kernel_size, strides=None, padding='SAME', *, use_bias=True", {
    transposed: true,
  }),
  one("linen", "embedding", "Embed", "num_embeddings, features"),
  one("linen", "dropout", "Dropout", "rate, broadcast_dims=?, deterministic=None"),
  one("linen", "attention", "MultiHeadDotProductAttention", "num_heads, *, use_bias=True"),
  one("linen", "attention", "SelfAttention", "num_heads, *, use_bias=True"),
  one("linen", "recurrent", "RNN", "cell, time_major=False"),
  one("linen", "container", "Sequential", "layers"),
  norm("nnx", "BatchNorm", "batch", `num_features, *, use_running_average=False, ${BATCH}`),
  norm("nnx", "LayerNorm", "layer", `num_features, ${NORM}`),
  norm("nnx", "GroupNorm", "group", `num_features, num_groups=32, group_size=None, ${GROUP}`),
  norm("nnx", "RMSNorm", "rms", `num_features, ${RMS}`),
  norm("nnx", "InstanceNorm", "instance", `num_features, ${INSTANCE}`),
  one("nnx", "linear", "Linear", "in_features, out_features, *, use_bias=True"),
  one("nnx", "other", "LinearGeneral", "in_features, out_features, *, use_bias=True"),
  one(
    "nnx",
    "conv",
    "Conv",
    "in_features, out_features, kernel_size, strides=1, *, padding='SAME', feature_group_count=1, use_bias=True",
  ),
  one(
    "nnx",
    "conv",
    "ConvTranspose",
    "in_features, out_features, kernel_size, strides=None, *, padding='SAME', use_bias=True",
    {
      transposed: true,
    },
  ),
  one("nnx", "embedding", "Embed", "num_embeddings, features"),
  one("nnx", "dropout", "Dropout", "rate, *, broadcast_dims=?, deterministic=False"),
  one("nnx", "attention", "MultiHeadAttention", "num_heads, in_features, *, use_bias=True"),
  one("nnx", "recurrent", "RNN", "cell, *, time_major=False"),
  one("nnx", "activation", "PReLU", "negative_slope_init=0.01"),
  one("nnx", "container", "Sequential", ""),
  one("nnx", "container", "List", "it=None"),
];

/** Functions of `jax.nn`, `flax.linen` and `flax.nnx` that are not linear, value by value. */
export const JAX_ACTIVATIONS: ReadonlySet<string> = new Set(
  "relu relu6 gelu silu swish sigmoid tanh elu selu celu leaky_relu softplus soft_sign hard_tanh hard_sigmoid hard_swish log_sigmoid mish".split(
    " ",
  ),
);

function norm(framework: Framework, name: string, method: Method, text: string): LayerSpec {
  return one(framework, "norm", name, text, { method });
}

function one(
  framework: Framework,
  kind: LayerKind,
  name: string,
  text: string,
  rest: Partial<LayerSpec> = {},
): LayerSpec {
  return { framework, kind, name, homes: [`flax.${framework}`], signature: signature(text), ...rest };
}
