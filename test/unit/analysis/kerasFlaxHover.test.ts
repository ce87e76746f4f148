import type { PythonParser } from "../../../src/analysis/parse";
import { checkRows } from "./plainRows";
import { pythonParser } from "./pythonParser";

const IMPORTS = `import keras, jax
from keras import layers
from flax import linen as nn, nnx
from functools import partial
`;

describe("the hover's text on Keras and Flax", () => {
  let parser: PythonParser;
  before(async () => {
    parser = await pythonParser();
  });

  const check = (marked: string, expected: Record<string, string | null>) =>
    checkRows(parser, IMPORTS + marked, expected);

  const CASES: [string, Record<string, string | null>][] = [
    [
      "layers.Batch|Normalization()",
      {
        title: "Batch normalization: one mean and variance per channel (last axis), over all others",
        Input: "[N, *, C]; N × positions behind each mean",
        Formula: "y = γ (x − μ) / √(σ² + ε) + β",
        Learned: "gamma γ and beta β [C]",
        "Not trained": "moving_mean [C] from 0, moving_variance [C] from 1",
        Training: "training=True, as in fit(): batch statistics; the moving ones follow (biased variance in Keras 3)",
        Inference: "else, and with trainable=False: the moving statistics, frozen; one example is enough",
        Momentum: "0.99 is the weight of the old average: PyTorch 0.01, about 199 batches",
        Suits: "CNNs and dense networks, batches ≥ 8 a device; else GroupNormalization()",
        Defaults: "momentum=0.99, epsilon=0.001, center=True, scale=True, synchronized=False",
        PyTorch:
          "BatchNorm2d(C, eps=0.001, momentum=0.01) (or 1d, 3d) on channels-first input; running variance unbiased",
        Flax: "BatchNorm(momentum=0.99, epsilon=0.001)",
        Keras: null,
      },
    ],
    [
      "layers.Batch|Normalization(axis=1, momentum=0.9, epsilon=1e-5)",
      {
        title: "Batch normalization: one mean and variance per channel (axis 1, channels first), over all others",
        Input: "[N, C, *]; N × positions behind each mean",
        PyTorch: "BatchNorm2d(C, eps=1e-5, momentum=0.1) (or 1d, 3d); running variance unbiased",
        Flax: "BatchNorm(axis=1, momentum=0.9, epsilon=1e-5)",
        Suits: "CNNs and dense networks, batches ≥ 8 a device; else GroupNormalization(axis=1)",
      },
    ],
    [
      "layers.Batch|Normalization(axis=3)",
      {
        title: "Batch normalization: one mean and variance per channel (axis 3), over all others",
        Input: "[N, d1, d2, C, *]; N × d1 × d2 × positions behind each mean",
        PyTorch: null,
      },
    ],
    [
      "layers.Batch|Normalization(axis=axis)",
      {
        title: "Batch normalization: one mean and variance per channel, over all others",
        Input: null,
        Learned: "gamma γ and beta β [C]",
        PyTorch: null,
      },
    ],
    [
      "layers.Batch|Normalization(center=False)",
      { Learned: "gamma γ [C]", PyTorch: null, Flax: "BatchNorm(momentum=0.99, epsilon=0.001, use_bias=False)" },
    ],
    ["layers.Batch|Normalization(center=c)", { Learned: "gamma γ and beta β [C], if center", Flax: null }],
    ["layers.Batch|Normalization(center=False, scale=False)", { Learned: "nothing: γ = 1 and β = 0" }],
    [
      "layers.Batch|Normalization(moving_variance_initializer=init)",
      { "Not trained": "moving_mean [C] from 0, moving_variance [C]" },
    ],
    [
      "layers.Batch|Normalization(trainable=False)",
      { "Training, inference": "always inference mode: the moving statistics, frozen", Training: null, Momentum: null },
    ],
    [
      "layers.Batch|Normalization(trainable=t)",
      {
        Training: "training=True, as in fit(): batch statistics; the moving ones follow (biased variance in Keras 3)",
      },
    ],
    [
      "layers.Batch|Normalization()(x, training=False)",
      { "Training, inference": "always inference mode: the moving statistics, frozen" },
    ],
    [
      "layers.Batch|Normalization()(x, training=True)",
      {
        "Training, inference":
          "the batch's statistics, so every output depends on the rest of the batch; the moving ones are updated",
      },
    ],
    [
      "layers.Batch|Normalization()(x, training=training)",
      { Inference: "else, and with trainable=False: the moving statistics, frozen; one example is enough" },
    ],
    [
      "layers.Batch|Normalization(synchronized=True)",
      {
        title:
          "Batch normalization: one mean and variance per channel (last axis), over all others (the batch of all devices together, with TensorFlow alone)",
        PyTorch: "SyncBatchNorm(C, eps=0.001, momentum=0.01) on channels-first input; running variance unbiased",
        Flax: null,
      },
    ],
    ["layers.Batch|Normalization(momentum=1)", { Momentum: "1: the running statistics never move" }],
    [
      "layers.Batch|Normalization(momentum=0)",
      { Momentum: "0: the running statistics are those of the last batch alone, PyTorch 1" },
    ],
    [
      "layers.Batch|Normalization(momentum=m)",
      { Momentum: "weight of the old average, 1 − PyTorch's momentum", PyTorch: null },
    ],
    [
      "layers.Batch|Normalization(momentum=",
      { Momentum: "weight of the old average, 1 − PyTorch's momentum", Defaults: null, Flax: null },
    ],
    ["layers.Batch|Normalization(renorm=True)", { PyTorch: null, Flax: null }],
    [
      "layers.Layer|Normalization()",
      {
        title: "Layer normalization: one mean and variance per position, over the last axis",
        Input: "[*, C]; C values behind each mean",
        "Training, inference": "the same: the input's own values, whatever the rest of the batch",
        "Not trained": null,
        PyTorch: "LayerNorm(C, eps=0.001)",
        Flax: "LayerNorm(epsilon=0.001)",
      },
    ],
    [
      "layers.Layer|Normalization(axis=[1, 2])",
      {
        title: "Layer normalization: one mean and variance over axes 1, 2",
        Input: "[N, d1, d2, *]; d1 × d2 values behind each mean",
        Learned: "gamma γ and beta β [d1, d2]",
        PyTorch: null,
      },
    ],
    [
      "layers.Layer|Normalization(axis=(-2, -1), center=False)",
      {
        title: "Layer normalization: one mean and variance over the last 2 axes",
        Input: "[*, d1, C]; d1 × C values behind each mean",
        PyTorch: "LayerNorm([d1, C], eps=0.001, bias=False)",
        Flax: "LayerNorm(reduction_axes=(-2, -1), feature_axes=(-2, -1), epsilon=0.001, use_bias=False)",
      },
    ],
    [
      "layers.Layer|Normalization(axis=-2)",
      { title: "Layer normalization: one mean and variance per position, over axis −2", PyTorch: null },
    ],
    [
      "layers.Layer|Normalization(axis=axes)",
      {
        title: "Layer normalization: one mean and variance over the axes that axis names",
        Learned: "gamma γ and beta β, of the axes named",
      },
    ],
    [
      "layers.Group|Normalization(8)",
      {
        title:
          "Group normalization: 8 groups, one mean and variance per example and group, over the group's channels (last axis) and all positions",
        Input: "[N, *, C]; C / 8 × positions behind each mean",
        PyTorch: "GroupNorm(8, C, eps=0.001) on channels-first input",
        Flax: "GroupNorm(num_groups=8, epsilon=0.001)",
      },
    ],
    [
      "layers.Group|Normalization(groups=-1, axis=1)",
      {
        title:
          "Group normalization: every channel (axis 1, channels first) a group of its own, the same as instance normalization",
        Input: "[N, C, *]; positions behind each mean",
        PyTorch: "InstanceNorm2d(C, eps=0.001, affine=True) (or 1d, 3d)",
        Flax: "InstanceNorm(feature_axes=1, epsilon=0.001)",
      },
    ],
    [
      "layers.Group|Normalization(groups=1)",
      {
        title:
          "Group normalization: one mean and variance per example, over all channels (last axis) and all positions",
      },
    ],
    [
      "layers.RMS|Normalization()",
      { Learned: "scale γ [C]", Since: "Keras 3.9", PyTorch: "RMSNorm(C, eps=1e-6)", Flax: "RMSNorm(epsilon=1e-6)" },
    ],
    [
      "layers.Unit|Normalization()",
      { title: "Unit normalization: scales the L2 norm to 1, and subtracts no mean", Learned: "nothing" },
    ],
    [
      "layers.Spectral|Normalization(layers.Dense(3))",
      {
        title: "Spectral normalization: the wrapped layer's kernels, not its activations",
        Training: "training=True, as in fit(): the kernel itself is divided, and the estimate moves",
      },
    ],
    [
      "layers.Norm|alization()",
      {
        title: "Data normalization: a mean and variance per feature, of the data set",
        Statistics: "those that adapt() found; nothing is updated",
      },
    ],
    [
      "keras.ops.batch_|normalization(x, m, v, -1)",
      {
        title: "Batch normalization: one mean and variance per channel (last axis), over all others",
        Statistics: "mean and variance as passed; nothing is updated",
        Defaults: "epsilon=0.001",
        Momentum: null,
        Learned: null,
        Suits: null,
      },
    ],
    [
      "keras.ops.layer_|normalization(x)",
      {
        Eps: "keras.config.epsilon(), 1e-7 unless it was set; the layer's own default is another",
        Since: "Keras 3.11",
      },
    ],
    [
      "nn.Batch|Norm(use_running_average=not train)",
      {
        Learned: "scale γ and bias β [C]",
        State: "mean [C] from 0, var [C] from 1, in the collection batch_stats",
        Mode: null,
        Training:
          "use_running_average=False, mutable=['batch_stats']: batch statistics; the running ones follow (biased variance)",
        Inference: "use_running_average=True: the running statistics, frozen; one example is enough",
        Keras: "BatchNormalization(momentum=0.99, epsilon=1e-5)",
      },
    ],
    ["nn.Batch|Norm()", { Mode: "use_running_average must be given to the call, since it is not given here" }],
    ["nn.Batch|Norm()(x, use_running_average=t)", { Mode: null }],
    [
      "nn.Batch|Norm()(x, use_running_average=True)",
      { Mode: null, "Training, inference": "always inference mode: the running statistics, frozen" },
    ],
    [
      "partial(nn.Batch|Norm, use_running_average=False)",
      {
        "Training, inference":
          "the batch's statistics, so every output depends on the rest of the batch; the running ones are updated",
      },
    ],
    [
      "nn.Batch|Norm(axis_name='batch')",
      {
        title:
          "Batch normalization: one mean and variance per channel (last axis), over all others (the batch of all devices together)",
      },
    ],
    [
      "nn.Layer|Norm(reduction_axes=(1, 2))",
      {
        title: "Layer normalization: one mean and variance over the axes that reduction_axes names",
        Input: null,
        PyTorch: null,
      },
    ],
    [
      "nn.Layer|Norm(reduction_axes=(1, 2), feature_axes=2)",
      {
        title: "Layer normalization: one mean and variance over axes 1, 2",
        Learned: "scale γ and bias β [C]",
        Keras: null,
      },
    ],
    ["nn.Group|Norm(num_groups=None, group_size=4)", { Input: "[N, *, C]", PyTorch: null }],
    [
      "nn.Instance|Norm(use_bias=False, use_scale=False)",
      { PyTorch: "InstanceNorm2d(C, eps=1e-6) (or 1d, 3d) on channels-first input" },
    ],
    [
      "nn.RMS|Norm(use_scale=False)",
      { Learned: "nothing: γ = 1", PyTorch: "RMSNorm(C, eps=1e-6, elementwise_affine=False)", Keras: null },
    ],
    [
      "nn.Weight|Norm(nn.Dense(3))",
      { title: "Weight normalization: the wrapped layer's kernels, not its activations" },
    ],
    ["nn.Spectral|Norm(nn.Dense(3))", { State: "u and sigma, in the collection batch_stats" }],
    [
      "nnx.Batch|Norm(64, rngs=rngs)",
      {
        Input: "[N, *, 64]; N × positions behind each mean",
        Learned: "scale γ and bias β [64]: 2 × 64 = 128",
        State: "mean [64] from 0, var [64] from 1, each an nnx.BatchStat",
        Training: "as constructed and after .train(): batch statistics; the running ones follow (biased variance)",
        Inference: "after .eval(): the running statistics, frozen; one example is enough",
        Suits: "CNNs and dense networks, batches ≥ 8 a device; else GroupNorm(64, num_groups=32)",
        PyTorch:
          "BatchNorm2d(64, eps=1e-5, momentum=0.01) (or 1d, 3d) on channels-first input; running variance unbiased",
      },
    ],
    [
      "nnx.Batch|Norm(c, use_running_average=True, rngs=rngs)",
      {
        Training: "after .train(): batch statistics; the running ones follow (biased variance)",
        Inference: "as constructed and after .eval(): the running statistics, frozen; one example is enough",
      },
    ],
    [
      "nnx.Layer|Norm(dim, rngs=rngs)",
      {
        Input: "[*, dim]; dim values behind each mean",
        Learned: "scale γ and bias β [dim]",
        PyTorch: "LayerNorm(dim, eps=1e-6)",
      },
    ],
    [
      "nnx.Group|Norm(64, num_groups=16, rngs=rngs)",
      {
        title: "Group normalization: 16 groups of 4 channels, one mean and variance per example and group",
        Input: "[N, *, 64]; 4 × positions behind each mean",
        PyTorch: "GroupNorm(16, 64, eps=1e-6) on channels-first input",
      },
    ],
    [
      "nnx.Group|Norm(60, rngs=rngs)",
      { title: "Group normalization: 60 channels do not divide into 32 groups, which Flax refuses", PyTorch: null },
    ],
    [
      "nnx.Group|Norm(60, num_groups=None, group_size=7, rngs=rngs)",
      { title: "Group normalization: 60 channels do not divide into groups of that size, which Flax refuses" },
    ],
    [
      "jax.nn.stand|ardize(x, axis=(1, 2))",
      {
        title: "Standardization: one mean and variance over axes 1, 2",
        Formula: "y = (x − μ) / √(σ² + ε)",
        Statistics: "the input's own values",
      },
    ],
    ["jax.nn.stand|ardize(x, mean=m)", { Statistics: "the input's own, but for the mean that is passed" }],
  ];

  for (const [marked, expected] of CASES) it(marked, () => check(marked, expected));
});
