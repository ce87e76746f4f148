import assert from "node:assert/strict";
import type { DeclaredNorm } from "../../../../src/engine/norms/declaredNorm";
import { findNorms } from "../../../../src/engine/norms/findNorms";
import type { NamedTensor } from "../../../../src/engine/norms/modules";

/** "name: 64, 3": a float32 tensor of that shape. */
function tensors(...lines: readonly string[]): NamedTensor[] {
  return lines.map((line) => {
    const [name, sizes] = line.split(": ") as [string, string];
    const shape = sizes === "scalar" ? [] : sizes.split(", ").map(Number);
    return { name, dtype: name.endsWith("num_batches_tracked") ? "int64" : "float32", shape };
  });
}

const batchNorm = (path: string, channels: number) => [
  `${path}.weight: ${channels}`,
  `${path}.bias: ${channels}`,
  `${path}.running_mean: ${channels}`,
  `${path}.running_var: ${channels}`,
  `${path}.num_batches_tracked: scalar`,
];

interface Case {
  readonly title: string;
  readonly tensors: readonly NamedTensor[];
  /** "path: method certainty channels", and what it folds into. */
  readonly found: readonly string[];
}

const CASES: readonly Case[] = [
  {
    title: "PyTorch's batch norm after a convolution",
    tensors: tensors("conv1.weight: 64, 3, 7, 7", ...batchNorm("bn1", 64), "fc.weight: 10, 64", "fc.bias: 10"),
    found: ["bn1: batch certain 64 -> conv1.weight"],
  },
  {
    title: "Sequential: convolution 0, norm 1; an activation between 3 and 5 keeps them apart",
    tensors: tensors(
      "f.0.weight: 8, 3, 3, 3",
      ...batchNorm("f.1", 8),
      "f.3.weight: 8, 8, 3, 3",
      ...batchNorm("f.5", 8),
    ),
    found: ["f.1: batch certain 8 -> f.0.weight", "f.5: batch certain 8"],
  },
  {
    title: "pre-activation: the norm stands before the convolution of its number, and order alone is no proof",
    tensors: tensors(
      ...batchNorm("bn1", 64),
      "conv1.weight: 64, 64, 3, 3",
      ...batchNorm("bn2", 64),
      "conv2.weight: 64, 64, 3, 3",
    ),
    found: ["bn1: batch certain 64", "bn2: batch certain 64"],
  },
  {
    title: "names in alphabetical order say nothing of who comes first",
    tensors: tensors(
      "bn1.bias: 64",
      "bn1.running_mean: 64",
      "bn1.running_var: 64",
      "bn1.weight: 64",
      "conv1.weight: 64, 64, 3, 3",
    ),
    found: ["bn1: batch certain 64"],
  },
  {
    title: "another number of channels: not the convolution before",
    tensors: tensors("conv1.weight: 32, 64, 3, 3", ...batchNorm("bn1", 64)),
    found: ["bn1: batch certain 64"],
  },
  {
    title: "statistics without parameters",
    tensors: tensors("bn.running_mean: 5", "bn.running_var: 5", "x.weight: 5, 5"),
    found: ["bn: batch certain 5"],
  },
  {
    title: "a batch norm saved alone",
    tensors: tensors("weight: 5", "bias: 5", "running_mean: 5", "running_var: 5", "num_batches_tracked: scalar"),
    found: ["(top): batch certain 5"],
  },
  {
    title: "instance norm that tracks statistics, by its name",
    tensors: tensors("instance_norm.weight: 5", "instance_norm.running_mean: 5", "instance_norm.running_var: 5"),
    found: ["instance_norm: instance likely 5"],
  },
  {
    title: "a mean without a variance, or of other lengths, is no norm",
    tensors: tensors(
      "a.running_mean: 5",
      "b.running_mean: 5",
      "b.running_var: 6",
      "obs.running_mean: scalar",
      "obs.running_var: scalar",
    ),
    found: [],
  },
  {
    title: "Keras",
    tensors: tensors(
      "conv2d/kernel: 3, 3, 3, 8",
      "batch_normalization/gamma: 8",
      "batch_normalization/beta: 8",
      "batch_normalization/moving_mean: 8",
      "batch_normalization/moving_variance: 8",
      "layer_normalization/gamma: 8",
      "layer_normalization/beta: 8",
      "group_normalization_2/gamma: 8",
      "group_normalization_2/beta: 8",
      "rms_normalization/scale: 8",
    ),
    found: [
      "batch_normalization: batch certain 8",
      "layer_normalization: layer certain 8",
      "group_normalization_2: group certain 8",
      "rms_normalization: rms certain 8",
    ],
  },
  {
    title: "TensorFlow's variable names",
    tensors: tensors("bn/gamma:0: 8", "bn/beta:0: 8", "bn/moving_mean:0: 8", "bn/moving_variance:0: 8"),
    found: ["bn: batch certain 8"],
  },
  {
    title: "Flax: parameters and statistics of one module in two collections",
    tensors: tensors(
      "params/BatchNorm_0/bias: 8",
      "params/BatchNorm_0/scale: 8",
      "params/Conv_0/kernel: 3, 3, 3, 8",
      "params/LayerNorm_0/bias: 8",
      "params/LayerNorm_0/scale: 8",
      "params/RMSNorm_0/scale: 8",
      "batch_stats/BatchNorm_0/mean: 8",
      "batch_stats/BatchNorm_0/var: 8",
    ),
    found: ["BatchNorm_0: batch certain 8", "LayerNorm_0: layer certain 8", "RMSNorm_0: rms certain 8"],
  },
  {
    title: "Paddle",
    tensors: tensors("bn.weight: 8", "bn.bias: 8", "bn._mean: 8", "bn._variance: 8"),
    found: ["bn: batch certain 8"],
  },
  {
    title: "a transformer of the BERT kind",
    tensors: tensors(
      "encoder.layer.0.attention.self.query.weight: 768, 768",
      "encoder.layer.0.attention.output.LayerNorm.weight: 768",
      "encoder.layer.0.attention.output.LayerNorm.bias: 768",
      "encoder.layer.0.output.LayerNorm.gamma: 768",
      "encoder.layer.0.output.LayerNorm.beta: 768",
    ),
    found: [
      "encoder.layer.0.attention.output.LayerNorm: layer certain 768",
      "encoder.layer.0.output.LayerNorm: layer certain 768",
    ],
  },
  {
    title: "GPT's ln_1, and x-transformers' g and b",
    tensors: tensors("h.0.ln_1.weight: 8", "h.0.ln_1.bias: 8", "a.norm.g: 8", "a.norm.b: 8", "a.to_q.weight: 8, 8"),
    found: ["h.0.ln_1: layer certain 8", "a.norm: layer guess 8"],
  },
  {
    title: "a language model of the Llama kind has a weight and no bias",
    tensors: tensors(
      "layers.0.input_layernorm.weight: 8",
      "layers.0.mlp.up_proj.weight: 32, 8",
      "norm.weight: 8",
      "q_norm.weight: 4",
    ),
    found: ["layers.0.input_layernorm: rms likely 8", "norm: rms likely 8", "q_norm: rms likely 4"],
  },
  {
    title: "norm1 beside conv1 is a group norm, beside linear layers a layer norm",
    tensors: tensors(
      "down.0.norm1.weight: 8",
      "down.0.norm1.bias: 8",
      "down.0.conv1.weight: 8, 8, 3, 3",
      "down.0.time_emb_proj.weight: 8, 32",
      "blocks.0.norm1.weight: 8",
      "blocks.0.norm1.bias: 8",
      "blocks.0.attn.qkv.weight: 24, 8",
    ),
    found: ["down.0.norm1: group guess 8", "blocks.0.norm1: layer guess 8"],
  },
  {
    title: "ConvNeXt: a layer norm between a convolution and linear layers",
    tensors: tensors("b.dwconv.weight: 8, 1, 7, 7", "b.norm.weight: 8", "b.norm.bias: 8", "b.pwconv1.weight: 32, 8"),
    found: ["b.norm: layer guess 8"],
  },
  {
    title: "a layer norm over several axes",
    tensors: tensors("n.weight: 4, 5, 6", "n.bias: 4, 5, 6"),
    found: ["n: layer likely 120"],
  },
  {
    title: "batch norm that tracks nothing, by its name",
    tensors: tensors("bn1.weight: 8", "bn1.bias: 8", "conv1.weight: 8, 8, 3, 3"),
    found: ["bn1: batch likely 8"],
  },
  {
    title: "what looks alike but is none: linear layers, PReLU, layer scale, embeddings, positions",
    tensors: tensors(
      "fc.weight: 10, 64",
      "fc.bias: 10",
      "act.weight: 1",
      "ls1.gamma: 8",
      "embed.weight: 100, 8",
      "pos: 1, 197, 8",
      "lstm.weight_ih_l0: 32, 8",
      "lstm.bias_ih_l0: 32",
      "quant.scale: scalar",
    ),
    found: [],
  },
];

describe("normalization layers found in a checkpoint", () => {
  for (const { title, tensors: given, found } of CASES) {
    it(title, () => {
      const described = findNorms(given, []).map(({ name, method, certainty, channels, foldsInto }) => {
        return `${name}: ${method} ${certainty} ${channels}${foldsInto ? ` -> ${foldsInto}` : ""}`;
      });
      assert.deepEqual(described, found);
    });
  }

  it("trusts what the file declares, and takes its tensors only once", () => {
    const declared: DeclaredNorm = {
      name: "bn",
      method: "instance",
      operator: "InstanceNormalization",
      weight: "bn.weight",
      bias: "bn.bias",
      runningMean: null,
      runningVariance: null,
      eps: 0.001,
      momentum: null,
      convention: "keras",
      follows: null,
    };
    const [norm, ...others] = findNorms(tensors("bn.weight: 8", "bn.bias: 8"), [declared]);
    assert.deepEqual(others, []);
    assert.equal(norm!.method, "instance");
    assert.equal(norm!.certainty, "certain");
    assert.equal(norm!.eps, 0.001);
    assert.match(norm!.reason, /InstanceNormalization/);
    assert.equal(norm!.tensors.numBatchesTracked, undefined);
  });

  it("takes no statistic for a counter where names are not PyTorch's", () => {
    const declared = { ...ABSENT, runningMean: "bn.w_1", runningVariance: "bn.w_2" };
    const [norm] = findNorms(tensors("bn.w_1: 8", "bn.w_2: 8"), [declared]);
    assert.deepEqual(norm!.tensors, { runningMean: "bn.w_1", runningVariance: "bn.w_2" });
  });

  it("leaves out a declared norm whose tensors are not there or disagree", () => {
    const declared = { ...ABSENT, weight: "no.weight" };
    assert.deepEqual(findNorms(tensors("x.weight: 8, 8"), [declared]), []);
    assert.deepEqual(findNorms(tensors("a: 8", "b: 9"), [{ ...ABSENT, weight: "a", bias: "b" }]), []);
  });

  it("finds the layers of 50,000 tensors at once", () => {
    const many = Array.from({ length: 10_000 }, (_, i) => batchNorm(`blocks.${i}.norm1`, 4)).flat();
    assert.equal(findNorms(tensors(...many), []).length, 10_000);
  });
});

const ABSENT: DeclaredNorm = {
  name: "x",
  method: "batch",
  operator: "BatchNormalization",
  weight: null,
  bias: null,
  runningMean: null,
  runningVariance: null,
  eps: null,
  momentum: null,
  convention: "keras",
  follows: null,
};
