import assert from "node:assert/strict";
import { layerHover } from "../../../src/analysis/layerHover";
import type { PythonParser } from "../../../src/analysis/parse";
import { checkRows } from "./plainRows";
import { pythonParser } from "./pythonParser";

const IMPORTS = "import torch.nn as nn\nimport torch.nn.functional as F\nfrom functools import partial\n";

describe("the hover's text", () => {
  let parser: PythonParser;
  before(async () => {
    parser = await pythonParser();
  });

  const check = (marked: string, expected: Record<string, string | null>) =>
    checkRows(parser, IMPORTS + marked, expected);

  const CASES: [string, Record<string, string | null>][] = [
    ["nn.Batch|Norm2d(130 % 66)", { Input: "[N, 64, H, W]; N × H × W values behind each mean" }],
    [
      "nn.Batch|Norm2d(64, momentum=0.01)",
      {
        title: "Batch normalization: one mean and variance per channel, over N, H, W",
        Input: "[N, 64, H, W]; N × H × W values behind each mean",
        Learned: "weight γ and bias β [64]: 2 × 64 = 128",
        Buffers: "running_mean [64] from 0, running_var [64] from 1, num_batches_tracked",
        Inference: "the running statistics, frozen: one example is enough",
        Momentum: "0.01 is the weight of the new batch: Keras and Flax 0.99, about 199 batches",
        Defaults: "eps=1e-5, affine=True, track_running_stats=True",
        Keras: "BatchNormalization(axis=1, momentum=0.99, epsilon=1e-5); running variance biased",
        Flax: "BatchNorm(axis=1, momentum=0.99, epsilon=1e-5); running variance biased",
        Suits: "CNNs and dense networks, batches ≥ 8 a device; else GroupNorm(32, 64)",
      },
    ],
    [
      "nn.Batch|Norm2d(2 * 32)",
      { Momentum: "0.1 is the weight of the new batch: Keras and Flax 0.9, about 19 batches" },
    ],
    ["nn.Batch|Norm2d(2 * 32)", { Learned: "weight γ and bias β [64]: 2 × 64 = 128" }],
    [
      "nn.Batch|Norm2d(64, 1e-3, 1 - 0.99)",
      { Keras: "BatchNormalization(axis=1, momentum=0.99, epsilon=0.001); running variance biased" },
    ],
    ["nn.Batch|Norm2d(1_000_000)", { Learned: "weight γ and bias β [1000000]: 2 × 1,000,000 = 2,000,000" }],
    [
      "nn.Batch|Norm2d(channels)",
      { Input: "[N, channels, H, W]; N × H × W values behind each mean", Learned: "weight γ and bias β [channels]" },
    ],
    ["nn.Batch|Norm2d(4 * planes)", { Input: "[N, 4 * planes, H, W]; N × H × W values behind each mean" }],
    ["nn.Batch|Norm2d(48)", { Suits: "CNNs and dense networks, batches ≥ 8 a device; else GroupNorm(16, 48)" }],
    ["nn.Batch|Norm2d(7)", { Suits: "CNNs and dense networks, batches ≥ 8 a device; else GroupNorm" }],
    ["nn.Batch|Norm2d(f(x))", { Input: "[N, C, H, W]; N × H × W values behind each mean" }],
    ["nn.Batch|Norm2d(self.c, momentum=m)", { Momentum: "weight of the new batch, 1 − Keras's momentum", Keras: null }],
    ["nn.Batch|Norm2d(8, momentum=0)", { Momentum: "0: the running statistics never move" }],
    [
      "nn.Batch|Norm2d(8, momentum=1.0)",
      { Momentum: "1: the running statistics are those of the last batch alone, Keras 0" },
    ],
    ["nn.Batch|Norm2d(8, momentum=3)", { Momentum: null }],
    [
      "nn.Batch|Norm2d(8, momentum=None)",
      { Momentum: "cumulative average: every batch since the reset weighs the same; Keras has none", Keras: null },
    ],
    [
      "nn.Batch|Norm2d(8, affine=False)",
      {
        Formula: "y = γ (x − μ) / √(σ² + ε) + β",
        Learned: "nothing: γ = 1 and β = 0",
        Keras:
          "BatchNormalization(axis=1, momentum=0.9, epsilon=1e-5, center=False, scale=False); running variance biased",
      },
    ],
    [
      "nn.Batch|Norm2d(8, track_running_stats=False)",
      {
        Buffers: "none",
        Momentum: null,
        Keras: null,
        Training: null,
        "Training, inference": "the same: the batch's own statistics, so every output depends on the rest of the batch",
      },
    ],
    ["nn.Batch|Norm2d(8, 1e-5, 0.2, True, False)", { Momentum: "unused: there are no running statistics" }],
    [
      "nn.Batch|Norm2d(8, track_running_stats=track, affine=affine)",
      {
        Learned: "weight γ and bias β [8]: 2 × 8 = 16, if affine",
        Inference: "the running statistics, if track_running_stats, else the batch's own",
        Keras: null,
      },
    ],
    [
      "f(norm_layer=nn.Batch|Norm2d)",
      {
        Input: "[N, C, H, W]; N × H × W values behind each mean",
        Defaults: "eps=1e-5, momentum=0.1, affine=True, track_running_stats=True",
      },
    ],
    [
      "partial(nn.Batch|Norm2d, momentum=0.01)",
      { Momentum: "0.01 is the weight of the new batch: Keras and Flax 0.99, about 199 batches" },
    ],
    [
      "other(nn.Batch|Norm2d, momentum=0.01)",
      { Momentum: "0.1 is the weight of the new batch: Keras and Flax 0.9, about 19 batches" },
    ],
    ["nn.Batch|Norm2d(64, **options)", { Momentum: "weight of the new batch, 1 − Keras's momentum", Defaults: null }],
    ["nn.Batch|Norm2d(*sizes)", { Input: "[N, C, H, W]; N × H × W values behind each mean", Defaults: null }],
    ["nn.Batch|Norm2d(64, momentum=", { Defaults: null, Keras: null }],
    ["nn.Batch|Norm2d(64, momentum=)", { Defaults: null, Keras: null }],
    [
      "nn.Batch|Norm2d(\n  64,  # channels\n  momentum=0.5,\n)",
      { Momentum: "0.5 is the weight of the new batch: Keras and Flax 0.5, about 3 batches" },
    ],
    [
      "nn.Batch|Norm1d(5)",
      {
        title: "Batch normalization: one mean and variance per channel, over N, and L where there is one",
        Input: "[N, 5] or [N, 5, L]; N or N × L values behind each mean",
      },
    ],
    [
      "nn.Sync|BatchNorm(5)",
      {
        title:
          "Batch normalization: one mean and variance per channel, over N (all processes together) and all positions",
      },
    ],
    [
      "nn.Lazy|BatchNorm2d()",
      {
        Lazy: "becomes BatchNorm2d at the first forward; C is the input's axis 1",
        Buffers: "running_mean [C] from 0, running_var [C] from 1, num_batches_tracked",
      },
    ],
    [
      "nn.Instance|Norm2d(3)",
      {
        title: "Instance normalization: one mean and variance per example and channel, over H, W",
        Input: "[N, 3, H, W] or, unbatched, [3, H, W]; H × W values behind each mean",
        Learned: "nothing: γ = 1 and β = 0",
        Buffers: "none",
        Momentum: null,
        Keras: "GroupNormalization(groups=-1, axis=1, epsilon=1e-5, center=False, scale=False)",
        Flax: "InstanceNorm(feature_axes=1, epsilon=1e-5, use_bias=False, use_scale=False)",
      },
    ],
    ["nn.Instance|Norm2d(3, affine=True, bias=False)", { Learned: "weight γ [3]: 3" }],
    [
      "nn.Instance|Norm1d(3, track_running_stats=True)",
      { Training: "each example's own statistics; their average over the batch moves the running ones", Keras: null },
    ],
    [
      "nn.Layer|Norm(512)",
      {
        title: "Layer normalization: one mean and variance per position, over the last axis",
        Input: "[*, 512]; 512 values behind each mean",
        Learned: "weight γ and bias β [512]: 2 × 512 = 1,024",
        Buffers: "none",
        Keras: "LayerNormalization(axis=-1, epsilon=1e-5)",
      },
    ],
    [
      "nn.Layer|Norm((C, 8, 8), 1e-6)",
      {
        title: "Layer normalization: one mean and variance over the last 3 axes",
        Input: "[*, C, 8, 8]; 64 × C values behind each mean",
        Keras: "LayerNormalization(axis=[-3, -2, -1], epsilon=1e-6)",
        Flax: "LayerNorm(reduction_axes=(-3, -2, -1), feature_axes=(-3, -2, -1), epsilon=1e-6)",
      },
    ],
    [
      "nn.Layer|Norm([2, 3], bias=False)",
      { Learned: "weight γ [2, 3]: 6", Keras: "LayerNormalization(axis=[-2, -1], epsilon=1e-5, center=False)" },
    ],
    [
      "nn.Layer|Norm(dim)",
      {
        title: "Layer normalization: one mean and variance over the trailing axes that normalized_shape names",
        Input: null,
        Learned: "weight γ and bias β, of normalized_shape",
      },
    ],
    [
      "nn.Group|Norm(8, 32)",
      {
        title: "Group normalization: 8 groups of 4 channels, one mean and variance per example and group",
        Learned: "weight γ and bias β [32]: 2 × 32 = 64",
        Input: "[N, 32, *]; 4 × positions behind each mean",
        Keras: "GroupNormalization(groups=8, axis=1, epsilon=1e-5)",
        Flax: "GroupNorm(num_groups=8, epsilon=1e-5) on channels-last input",
      },
    ],
    [
      "nn.Group|Norm(num_channels=32, num_groups=1)",
      { title: "Group normalization: 1 group of 32 channels, one mean and variance per example" },
    ],
    [
      "nn.Group|Norm(32, 32)",
      { title: "Group normalization: 32 groups of 1 channel, the same as instance normalization" },
    ],
    [
      "nn.Group|Norm(5, 32)",
      { title: "Group normalization: 32 channels do not divide into 5 groups, which PyTorch refuses", Keras: null },
    ],
    ["nn.Group|Norm(0, 32)", { Keras: null }],
    [
      "nn.Group|Norm(g, c)",
      {
        title:
          "Group normalization: one mean and variance per example and group, over the group's channels and all positions",
        Input: "[N, c, *]",
      },
    ],
    [
      "nn.RMS|Norm(512)",
      {
        title: "RMS normalization: divides by the root mean square over the last axis, and subtracts no mean",
        Formula: "y = γ x / √(mean(x²) + ε)",
        Learned: "weight γ [512]: 512",
        Eps: "the machine epsilon of the dtype computed in: about 1.19e-7 in float32",
        Keras: "RMSNormalization(axis=-1, epsilon=1.19e-7)",
        Since: "PyTorch 2.4",
      },
    ],
    ["nn.RMS|Norm(512, elementwise_affine=False)", { Learned: "nothing: γ = 1" }],
    ["nn.RMS|Norm(512, eps=1e-6)", { Eps: null, Keras: "RMSNormalization(axis=-1, epsilon=1e-6)" }],
    [
      "nn.Local|ResponseNorm(5)",
      {
        title:
          "Local response normalization: divides each value by a window of 5 channels at its position; not a learned layer",
        Formula: null,
        Learned: "nothing",
        Keras: null,
        Defaults: "alpha=1e-4, beta=0.75, k=1",
      },
    ],
    [
      "F.batch_|norm(x, m, v)",
      {
        Statistics: "running_mean and running_var as passed; nothing is updated",
        Defaults: "training=False, momentum=0.1, eps=1e-5",
        Momentum: null,
        Learned: null,
      },
    ],
    [
      "F.batch_|norm(x, m, v, w, b, True)",
      { Statistics: "the batch's own; running statistics that are passed are updated in place" },
    ],
    [
      "F.batch_|norm(x, m, v, training=self.training)",
      {
        Statistics:
          "if training: the batch's own; running statistics that are passed are updated in place. Else running_mean and running_var as passed; nothing is updated",
      },
    ],
    [
      "F.instance_|norm(x)",
      { Statistics: "each example's own; running statistics that are passed are updated in place" },
    ],
    [
      "F.layer_|norm(x, (5, 6))",
      { title: "Layer normalization: one mean and variance over the last 2 axes", Defaults: "eps=1e-5" },
    ],
    ["F.rms_|norm(x, (5,), w)", { Eps: "the machine epsilon of the dtype computed in: about 1.19e-7 in float32" }],
  ];

  for (const [marked, expected] of CASES) it(marked.replaceAll("\n", "⏎"), () => check(marked, expected));

  it("covers the whole dotted name, in UTF-16 units", () => {
    const source = `${IMPORTS}x = "😀", nn.BatchNorm2d(3)`;
    const file = parser.parse(source)!;
    const hover = layerHover(file, source.indexOf("nn.B"))!;
    assert.equal(source.slice(hover.start, hover.end), "nn.BatchNorm2d");
    file.dispose();
  });
});
