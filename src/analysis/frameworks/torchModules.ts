import { LAYERS } from "../layers";
import type { LayerKind, LayerSpec } from "./layerSpec";
import { signature } from "./signature";

/** Every module of `torch.nn` that a rule may ask for. A test compares the signatures with PyTorch 1.13. */
export const TORCH_MODULES: readonly LayerSpec[] = [
  ...LAYERS.filter(({ functional }) => !functional).map(
    (layer): LayerSpec => ({
      framework: "torch",
      kind: "norm",
      name: layer.name,
      homes: layer.homes,
      signature: layer.signature,
      method: layer.method,
      ...(layer.rank ? { rank: layer.rank } : {}),
      ...(layer.lazy ? { lazy: true } : {}),
      ...(layer.synchronized ? { synchronized: true } : {}),
    }),
  ),
  ...spatial("conv", "conv", "Conv#d", "in_channels, out_channels, CONV"),
  ...spatial("conv", "conv", "ConvTranspose#d", "in_channels, out_channels, TRANSPOSED", { transposed: true }),
  ...spatial("conv", "conv", "LazyConv#d", "out_channels, CONV", { lazy: true }),
  ...spatial("conv", "conv", "LazyConvTranspose#d", "out_channels, TRANSPOSED", { lazy: true, transposed: true }),
  one("linear", "linear", "Linear", "in_features, out_features, bias=True, PLACE"),
  one("linear", "linear", "LazyLinear", "out_features, bias=True, PLACE", { lazy: true }),
  one("other", "linear", "Bilinear", "in1_features, in2_features, out_features, bias=True, PLACE"),
  one("embedding", "sparse", "Embedding", "num_embeddings, embedding_dim, padding_idx=None"),
  one("other", "sparse", "EmbeddingBag", "num_embeddings, embedding_dim"),
  // PyTorch passes what stands by position on; only RNN has moved its parameters since.
  one("recurrent", "rnn", "RNN", RECURRENT("*, ")),
  one("recurrent", "rnn", "LSTM", RECURRENT("")),
  one("recurrent", "rnn", "GRU", RECURRENT("")),
  one("other", "rnn", "RNNCell", "input_size, hidden_size, bias=True, nonlinearity='tanh', PLACE"),
  one("other", "rnn", "LSTMCell", "input_size, hidden_size, bias=True, PLACE"),
  one("other", "rnn", "GRUCell", "input_size, hidden_size, bias=True, PLACE"),
  one(
    "attention",
    "activation",
    "MultiheadAttention",
    "embed_dim, num_heads, dropout=0, bias=True, add_bias_kv=False, add_zero_attn=False, kdim=None, vdim=None, " +
      "batch_first=False, PLACE",
  ),
  ...["TransformerEncoderLayer", "TransformerDecoderLayer"].map((name) =>
    one(
      "transformer",
      "transformer",
      name,
      "d_model, nhead, dim_feedforward=2048, dropout=0.1, activation=?, layer_norm_eps=1e-5, batch_first=False, " +
        "norm_first=False",
    ),
  ),
  one("transformer", "transformer", "TransformerEncoder", "encoder_layer, num_layers, norm=None"),
  one("transformer", "transformer", "TransformerDecoder", "decoder_layer, num_layers, norm=None"),
  ...spatial(
    "pool",
    "pooling",
    "MaxPool#d",
    "kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False",
  ),
  ...spatial(
    "pool",
    "pooling",
    "AvgPool#d",
    "kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True",
  ),
  ...spatial("adaptivePool", "pooling", "AdaptiveAvgPool#d", "output_size"),
  ...spatial("adaptivePool", "pooling", "AdaptiveMaxPool#d", "output_size, return_indices=False"),
  ...[1, 2, 3].map((n) => one("dropout", "dropout", `Dropout${n}d`, "p=0.5, inplace=False", { rank: n as 1 | 2 | 3 })),
  ...["Dropout", "AlphaDropout", "FeatureAlphaDropout"].map((name) =>
    one("dropout", "dropout", name, "p=0.5, inplace=False"),
  ),
  ...activations(),
  one("softmax", "activation", "Softmax", "dim=None"),
  one("softmax", "activation", "LogSoftmax", "dim=None"),
  one("softmax", "activation", "Softmax2d", ""),
  one("softmax", "activation", "Softmin", "dim=None"),
  one("reshape", "activation", "GLU", "dim=-1"),
  one("flatten", "flatten", "Flatten", "start_dim=1, end_dim=-1"),
  one("reshape", "flatten", "Unflatten", "dim, unflattened_size"),
  one("identity", "linear", "Identity", ""),
  one("upsample", "upsampling", "Upsample", "size=None, scale_factor=None, mode='nearest', align_corners=None"),
  one("upsample", "upsampling", "UpsamplingNearest2d", "size=None, scale_factor=None", { rank: 2 }),
  one("upsample", "upsampling", "UpsamplingBilinear2d", "size=None, scale_factor=None", { rank: 2 }),
  one("reshape", "pixelshuffle", "PixelShuffle", "upscale_factor"),
  one("reshape", "pixelshuffle", "PixelUnshuffle", "downscale_factor"),
  ...spatial("pad", "padding", "ReflectionPad#d", "padding"),
  ...spatial("pad", "padding", "ReplicationPad#d", "padding"),
  ...spatial("pad", "padding", "ConstantPad#d", "padding, value"),
  one("pad", "padding", "ZeroPad2d", "padding", { rank: 2 }),
  one("other", "channelshuffle", "ChannelShuffle", "groups"),
  one("container", "container", "Sequential", ""),
  one("container", "container", "ModuleList", "modules=None"),
  one("container", "container", "ModuleDict", "modules=None"),
];

function RECURRENT(mark: string): string {
  return `input_size, hidden_size, num_layers=1, ${mark}bias=True, batch_first=False, dropout=0, bidirectional=False, proj_size=0`;
}

function activations(): LayerSpec[] {
  const plain = "Sigmoid Tanh Softsign Tanhshrink LogSigmoid".split(" ");
  const inplace = "ReLU ReLU6 SELU SiLU Mish Hardsigmoid Hardswish".split(" ");
  return [
    ...plain.map((name) => one("activation", "activation", name, "")),
    ...inplace.map((name) => one("activation", "activation", name, "inplace=False")),
    one("activation", "activation", "LeakyReLU", "negative_slope=0.01, inplace=False"),
    one("activation", "activation", "PReLU", "num_parameters=1, init=0.25, PLACE"),
    one("activation", "activation", "RReLU", "lower=0.125, upper=0.3333333333333333, inplace=False"),
    one("activation", "activation", "ELU", "alpha=1, inplace=False"),
    one("activation", "activation", "CELU", "alpha=1, inplace=False"),
    one("activation", "activation", "GELU", "approximate='none'"),
    one("activation", "activation", "Softplus", "beta=1, threshold=20"),
    one("activation", "activation", "Hardtanh", "min_val=-1, max_val=1, inplace=False"),
    one("activation", "activation", "Hardshrink", "lambd=0.5"),
    one("activation", "activation", "Softshrink", "lambd=0.5"),
    one("activation", "activation", "Threshold", "threshold, value, inplace=False"),
  ];
}

function spatial(
  kind: LayerKind,
  file: string,
  name: string,
  text: string,
  rest: Partial<LayerSpec> = {},
): LayerSpec[] {
  return ([1, 2, 3] as const).map((rank) => one(kind, file, name.replace("#", String(rank)), text, { rank, ...rest }));
}

function one(kind: LayerKind, file: string, name: string, text: string, rest: Partial<LayerSpec> = {}): LayerSpec {
  const written = text
    .replace("CONV", "kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, padding_mode='zeros', PLACE")
    .replace(
      "TRANSPOSED",
      "kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True, dilation=1, padding_mode='zeros', PLACE",
    )
    .replace("PLACE", "device=None, dtype=None");
  const homes = ["torch.nn", "torch.nn.modules", `torch.nn.modules.${file}`];
  return { framework: "torch", kind, name, homes, signature: signature(written), ...rest };
}
