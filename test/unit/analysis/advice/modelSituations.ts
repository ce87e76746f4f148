import { CONV, type SituationCase, TRAINED, torchClass } from "./situationCase";

const NOISE = [
  { size: 2, rms: 0.31 },
  { size: 4, rms: 0.21 },
  { size: 8, rms: 0.15 },
];

/** Where the kind of model, the framework, a measurement or what is not known decides. */
export const MODEL_SITUATIONS: readonly SituationCase[] = [
  {
    title: "a transformer of PyTorch's layers, which normalize after the sum",
    code: torchClass("self.layer = nn.▮TransformerEncoderLayer(512, 8)"),
    asks: [],
    method: "layer",
    change: "keep",
    layer: "nn.TransformerEncoderLayer(512, 8)",
    says: [/Each token is normalized by itself/, /Before each sublayer/, /`norm_first=True`/, /RMSNorm/],
    neverSays: [/examples a device/],
  },
  {
    title: "RMS norm in attention stays",
    code: torchClass(
      "self.attention = nn.MultiheadAttention(64, 4)\nself.norm = nn.▮RMSNorm(64)",
      "return self.attention(self.norm(x), x, x)",
    ),
    asks: [],
    method: "rms",
    change: "keep",
    layer: "nn.RMSNorm(64)",
    says: [/Zhang and Sennrich/, /`nn.LayerNorm\(64\)`/],
  },
  {
    title: "an LSTM with batch norm behind it",
    code: torchClass(
      "self.lstm = nn.LSTM(32, 128, batch_first=True)\nself.norm = nn.▮BatchNorm1d(128)",
      "out, _ = self.lstm(x)\n        return self.norm(out.transpose(1, 2))",
    ),
    asks: ["weights"],
    answers: { weights: "new" },
    method: "layer",
    change: "replace",
    layer: "nn.LayerNorm(128)",
    says: [
      /For `Net`, a recurrent network \(line 9: `nn\.LSTM`\)/,
      /Each step of a sequence/,
      /On the features that a recurrent layer puts out/,
    ],
  },
  {
    title: "convolutions beside an LSTM: the cursor's own layer decides",
    code: torchClass("self.conv = nn.▮Conv1d(8, 64, 3)\nself.lstm = nn.LSTM(64, 128)"),
    asks: ["batchSize", "statistics"],
    answers: { batchSize: 16 },
    method: "batch",
    change: "add",
    layer: "nn.BatchNorm1d(64)",
    says: [/Convolution → normalization → activation/],
  },
  {
    title: "the critic of a GAN with a gradient penalty",
    code: `${torchClass(
      "self.conv = nn.Conv2d(3, 64, 4)\nself.norm = nn.▮BatchNorm2d(64)",
      "return self.norm(self.conv(x))",
      "Critic",
    )}

def penalty(critic, x):
    gradient = torch.autograd.grad(critic(x).sum(), x, create_graph=True)[0]
    return ((gradient.norm(2, dim=1) - 1) ** 2).mean()
`,
    asks: [],
    method: "example",
    change: "replace",
    layer: "nn.GroupNorm(1, 64)",
    says: [/A gradient penalty is of each example/, /Gulrajani/, /create\\?_graph=True/],
    neverSays: [/How many examples/, /BatchNorm2d\(64\)`: from/],
  },
  {
    title: "a penalty that may not go through this model is told, and decides nothing",
    code: `${CONV}

def smooth(f, x):
    return torch.autograd.grad(f(x).sum(), x, create_graph=True)[0]
${TRAINED(32)}`,
    asks: ["statistics"],
    answers: { statistics: "alike" },
    method: "batch",
    change: "keep",
    layer: "nn.BatchNorm2d(48)",
    says: [/differentiates gradients again/],
  },
  {
    title: "gradients of single examples",
    code: `${CONV}
from opacus import PrivacyEngine

engine = PrivacyEngine()
`,
    asks: [],
    method: "group",
    change: "replace",
    layer: "nn.GroupNorm(24, 48)",
    says: [/NRM505/, /PrivacyEngine/],
    neverSays: [/BatchNorm2d\(48\)`: from/],
  },
  {
    title: "linear layers with small batches",
    code: torchClass("self.linear = nn.▮Linear(16, 100)", "return self.linear(x)") + TRAINED(4),
    asks: [],
    method: "layer",
    change: "add",
    layer: "nn.LayerNorm(100)",
    says: [/Linear → normalization → activation/, /batch of 4/],
  },
  {
    title: "Keras, with the layers' alias of the file",
    code: `from tensorflow import keras
from tensorflow.keras import layers

model = keras.Sequential([layers.Conv2D(30, 3), layers.▮BatchNormalization(), layers.ReLU()])
model.fit(x, y, batch_size=4)
`,
    asks: ["weights"],
    answers: { weights: "new" },
    method: "group",
    change: "replace",
    layer: "layers.GroupNormalization(groups=15)",
    says: [/15 groups of 2 channels/, /NRM201/, /batch\\?_size=4/],
  },
  {
    title: "a trained application of Keras, which brings its weights unless told not to",
    code: `import keras

base = keras.applications.ResNet50(include_top=False)
base.trainable = False
outputs = keras.layers.▮Dense(10)(base.output)
`,
    asks: [],
    method: "frozen",
    change: "keep",
    layer: "x = backbone(x, training=False)",
    says: [/`training=False`/, /Keras: Transfer learning/],
  },
  {
    title: "Flax linen, whose layers learn their channels from the input",
    code: `from flax import linen as nn


class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train):
        x = nn.Conv(64, (3, 3))(x)
        return nn.▮BatchNorm(use_running_average=not train)(x)
`,
    asks: ["batchSize", "weights"],
    answers: { batchSize: 2, weights: "new" },
    method: "group",
    change: "replace",
    layer: "nn.GroupNorm(num_groups=32)",
    says: [/batch of 2/, /32 groups of 2 channels/],
  },
  {
    title: "Flax NNX, whose layers are told them",
    code: `from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        self.conv = nnx.▮Conv(3, 20, (3, 3), rngs=rngs)

    def __call__(self, x):
        return self.conv(x)
`,
    asks: ["batchSize"],
    answers: { batchSize: 1 },
    method: "group",
    change: "add",
    layer: "nnx.GroupNorm(20, num_groups=10, rngs=rngs)",
    says: [/10 groups of 2 channels/],
  },
  {
    title: "a graph network with batch norm over its nodes",
    code: torchClass(
      "self.conv = GCNConv(16, 64)\nself.norm = nn.▮BatchNorm1d(64)",
      "return self.norm(self.conv(x))",
    ).replace("class", "from torch_geometric.nn import GCNConv\n\nclass"),
    asks: ["weights"],
    answers: { weights: "new" },
    method: "graph",
    change: "replace",
    layer: "GraphNorm(64)  # from torch_geometric.nn, called with the batch vector",
    says: [/mix its graphs/, /Cai et al/],
  },
  {
    title: "measured noise that did no harm where it was tried, at a batch that papers call too small",
    code: CONV + TRAINED(4),
    measured: { name: "conv1.npy", noise: NOISE },
    asks: ["statistics"],
    answers: { statistics: "alike" },
    method: "batch",
    change: "keep",
    layer: "nn.BatchNorm2d(48)",
    says: [
      /Batches of 4 put 0\.21 σ of noise .* more than 0\.1 σ, the cautious limit, and within 0\.45 σ, up to which no network/,
      /measured on conv1\.npy: 0\.31 σ at 2, 0\.21 σ at 4, 0\.15 σ at 8; three small networks on digits/,
      /In general, batches below 8 are found too small; this was measured on the layer itself\. — \[NRM402/,
      /the thresholds are of a network's noisiest layer, and one was measured/,
    ],
    neverSays: [/nothing was measured/],
  },
  {
    title: "measured noise within the cautious limit, at a size between those that were drawn",
    code: CONV + TRAINED(24),
    measured: { name: "conv1.npy", noise: NOISE },
    asks: ["statistics"],
    answers: { statistics: "alike" },
    method: "batch",
    change: "keep",
    layer: "nn.BatchNorm2d(48)",
    says: [/Batches of 24 put 0\.0866 σ of noise on the output here: within 0\.1 σ, the cautious limit\./],
  },
  {
    title: "measured noise that did harm where it was tried, at a batch that papers call large enough",
    code: CONV + TRAINED(8),
    measured: { name: "conv1.npy", noise: [{ size: 8, rms: 0.7 }] },
    asks: ["weights"],
    answers: { weights: "new" },
    method: "group",
    change: "replace",
    layer: "nn.GroupNorm(24, 48)",
    says: [
      /Batches of 8 put 0\.7 σ of noise .* more than 0\.65 σ, from which on networks that were trained again clearly did/,
      /`nn\.BatchNorm2d\(48\)`: from 20 examples a device on/,
    ],
  },
  {
    title: "measured noise of which nobody has tried whether it does harm: no reason to change",
    code: CONV + TRAINED(2),
    measured: { name: "conv1.npy", noise: [{ size: 2, rms: 0.55 }] },
    asks: ["statistics"],
    answers: { statistics: "alike" },
    method: "batch",
    change: "keep",
    layer: "nn.BatchNorm2d(48)",
    says: [/more than 0\.45 σ, .* and less than 0\.65 σ, .* nothing was tried, so that it is no reason to change/],
  },
  {
    title: "measured noise where the batch is not known: from which sizes on it is within each threshold",
    code: CONV,
    measured: { name: "conv1.npy", noise: [{ size: 1, rms: 0.8 }, ...NOISE] },
    asks: ["batchSize", "statistics", "weights"],
    answers: { statistics: "alike" },
    method: "batch",
    change: "keep",
    layer: "nn.BatchNorm2d(48)",
    says: [
      /within 0\.45 σ, up to which no network .*, from 2 examples a device on; within 0\.1 σ, the cautious limit, from about 18/,
      /as long as each device normalizes 2 examples or more/,
    ],
  },
  {
    title: "no norm at all, and a batch that nobody knows: one that needs none",
    code: torchClass("self.conv = nn.▮Conv2d(3, 7, 3)", "return self.conv(x)"),
    asks: ["batchSize"],
    method: "group",
    change: "add",
    layer: "nn.GroupNorm(1, 7)",
    says: [/needs no batch/, /7 channels allow no groups/, /How many examples a device normalizes at a time\./],
  },
  {
    title: "channels that only the caller knows are written as the code has them",
    code: torchClass(
      "self.conv = nn.Conv2d(3, width, 3)\nself.norm = nn.▮BatchNorm2d(width)",
      "return self.norm(self.conv(x))",
    ).replace("(self)", "(self, width)"),
    asks: ["batchSize", "weights"],
    answers: { batchSize: 2, weights: "new" },
    method: "group",
    change: "replace",
    layer: "nn.GroupNorm(32, width)",
    says: [/The number of channels here/],
  },
  {
    title: "group norm that is there stays, whatever the batch",
    code: torchClass(
      "self.conv = nn.Conv2d(3, 64, 3)\nself.norm = nn.▮GroupNorm(8, 64)",
      "return self.norm(self.conv(x))",
    ),
    asks: [],
    method: "group",
    change: "keep",
    layer: "nn.GroupNorm(8, 64)",
    says: [/normalizes each example by itself/],
  },
  {
    title: "a class that is convolutional by its answer alone",
    code: torchClass("self.norm = ▮None", "return x"),
    asks: ["architecture", "batchSize", "statistics"],
    answers: { architecture: "convolutional", batchSize: 16, statistics: "alike" },
    method: "batch",
    change: "add",
    layer: "nn.BatchNorm2d(channels)",
    says: [/your answer: convolutional/, /your answer: 16 examples a device/],
  },
  {
    title: "a critic's layer norm stays",
    code: `${torchClass(
      "self.conv = nn.Conv2d(3, 64, 4)\nself.norm = nn.▮GroupNorm(1, 64)",
      "return self.norm(self.conv(x))",
      "Critic",
    )}

def penalty(critic, x):
    return torch.autograd.grad(critic(x).sum(), x, create_graph=True)[0].norm()
`,
    asks: [],
    method: "group",
    change: "keep",
    layer: "nn.GroupNorm(1, 64)",
    says: [/normalizes each example by itself/],
  },
  {
    title: "a file without layers: what kind of model it is gets asked, and stays unknown",
    code: "import torch\n\n▮print(torch.ones(3))\n",
    asks: ["architecture"],
    method: null,
    change: null,
    layer: null,
    says: [/What is known does not decide/, /What kind of model this is/, /How to choose/],
  },
  {
    title: "a file without layers, and somebody who says what it is about",
    code: "import torch\n\n▮print(torch.ones(3))\n",
    asks: ["architecture"],
    answers: { architecture: "recurrent" },
    method: "layer",
    change: "add",
    layer: "torch.nn.LayerNorm(channels)",
    says: [/your answer: recurrent/],
  },
  {
    title: "never more than three questions",
    code: `import torch\n\n▮print(torch.ones(3))\n`,
    asks: ["architecture", "batchSize", "statistics"],
    answers: { architecture: "convolutional", batchSize: 16, statistics: "other" },
    method: "group",
    change: "add",
    layer: "torch.nn.GroupNorm(32, channels)",
    says: [/Running statistics/],
  },
];
