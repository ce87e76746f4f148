import { LAYERS } from "../layers";
import type { LayerKind, LayerSpec } from "./layerSpec";
import { signature } from "./signature";

const HOMES = ["torch.nn.functional"];

/** Functions of `torch.nn.functional` and `torch` on tensors. A test compares the signatures with PyTorch 1.13. */
export const TORCH_FUNCTIONS: readonly LayerSpec[] = [
  ...LAYERS.filter(({ functional }) => functional).map(
    (layer): LayerSpec => ({
      framework: "torch",
      kind: "norm",
      name: layer.name,
      homes: layer.homes,
      signature: layer.signature,
      method: layer.method,
      functional: true,
    }),
  ),
  ...([1, 2, 3] as const).map((rank) => one("conv", `conv${rank}d`, "", { rank })),
  ...([1, 2, 3] as const).map((rank) => one("conv", `conv_transpose${rank}d`, "", { rank, transposed: true })),
  one("linear", "linear", "input, weight, bias=None"),
  one("embedding", "embedding", "input, weight"),
  one("dropout", "dropout", "input, p=0.5, training=True, inplace=False"),
  one("dropout", "dropout1d", "input, p=0.5, training=True, inplace=False", { rank: 1 }),
  one("dropout", "dropout2d", "input, p=0.5, training=True, inplace=False", { rank: 2 }),
  one("dropout", "dropout3d", "input, p=0.5, training=True, inplace=False", { rank: 3 }),
  one("dropout", "alpha_dropout", "input, p=0.5, training=False, inplace=False"),
  one("dropout", "feature_alpha_dropout", "input, p=0.5, training=False, inplace=False"),
  ..."relu relu6 leaky_relu prelu rrelu elu selu celu gelu silu mish sigmoid tanh softplus softsign hardtanh hardsigmoid hardswish hardshrink softshrink tanhshrink threshold logsigmoid relu_ leaky_relu_ elu_"
    .split(" ")
    .map((name) => one("activation", name, "input", { homes: ["torch.nn.functional", "torch"] })),
  ..."softmax log_softmax softmin".split(" ").map((name) => one("softmax", name, "input, dim=None", TORCH_TOO())),
  ...([1, 2, 3] as const).flatMap((rank) => [
    one("pool", `max_pool${rank}d`, "input, kernel_size, stride=None, padding=0", { rank }),
    one("pool", `avg_pool${rank}d`, "input, kernel_size, stride=None, padding=0", { rank }),
    one("adaptivePool", `adaptive_avg_pool${rank}d`, "input, output_size", { rank }),
    one("adaptivePool", `adaptive_max_pool${rank}d`, "input, output_size", { rank }),
  ]),
  one("upsample", "interpolate", "input, size=None, scale_factor=None, mode='nearest'"),
  one("upsample", "upsample", "input, size=None, scale_factor=None, mode='nearest'"),
  one("pad", "pad", "input, pad"),
  one("reshape", "pixel_shuffle", "input, upscale_factor"),
];

function TORCH_TOO(): Partial<LayerSpec> {
  return { homes: ["torch.nn.functional", "torch"] };
}

function one(kind: LayerKind, name: string, text: string, rest: Partial<LayerSpec> = {}): LayerSpec {
  const written = text || "input, weight, bias=None, stride=1, padding=0";
  return { framework: "torch", kind, name, homes: HOMES, functional: true, signature: signature(written), ...rest };
}
