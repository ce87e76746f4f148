import type { Method } from "../layers";
import type { LayerKind, LayerSpec } from "./layerSpec";
import { signature } from "./signature";

const BIAS = "activation=None, use_bias=True";
const CONV = `filters, kernel_size, strides=?, padding='valid', data_format=None, dilation_rate=?, groups=1, ${BIAS}`;
const TRANSPOSED = `filters, kernel_size, strides=?, padding='valid', *, data_format=None, ${BIAS}`;
const NORM = "epsilon=0.001, center=True, scale=True";
const RECURRENT = `units, activation='tanh', *, return_sequences=False, return_state=False`;

/** Before Keras 2.6, layers were also imported from the files that they stand in. */
const PLACES = [
  "",
  ".normalization",
  ".convolutional",
  ".core",
  ".pooling",
  ".merge",
  ".advanced_activations",
  ".noise",
];

/** Layers of Keras 3 that a rule may ask for. A test compares the signatures with Keras. */
export const KERAS_LAYERS: readonly LayerSpec[] = [
  norm("BatchNormalization", "batch", `axis=-1, momentum=0.99, ${NORM}, *, synchronized=False`),
  norm("LayerNormalization", "layer", `axis=-1, ${NORM}`),
  norm("GroupNormalization", "group", `groups=32, axis=-1, ${NORM}`),
  norm("RMSNormalization", "rms", "axis=-1, epsilon=1e-6"),
  ...spatial("conv", "Conv#D", CONV),
  ...spatial("conv", "Conv#DTranspose", TRANSPOSED, { transposed: true }),
  ...spatial(
    "conv",
    "SeparableConv#D",
    `filters, kernel_size, strides=?, padding='valid', data_format=None, dilation_rate=?, depth_multiplier=1, ${BIAS}`,
  ).slice(0, 2),
  ...spatial(
    "conv",
    "DepthwiseConv#D",
    `kernel_size, strides=?, padding='valid', depth_multiplier=1, data_format=None, dilation_rate=?, ${BIAS}`,
  ).slice(0, 2),
  one("linear", "Dense", `units, ${BIAS}`),
  one("other", "EinsumDense", "equation, output_shape, activation=None, bias_axes=None"),
  one("embedding", "Embedding", "input_dim, output_dim"),
  one("dropout", "Dropout", "rate, noise_shape=None, seed=None"),
  ...spatial("dropout", "SpatialDropout#D", "rate, *, seed=None"),
  one("dropout", "GaussianDropout", "rate, seed=None"),
  one("dropout", "AlphaDropout", "rate, noise_shape=None, seed=None"),
  one("other", "GaussianNoise", "stddev, seed=None"),
  one("activation", "Activation", "activation"),
  one("activation", "ReLU", "max_value=None, negative_slope=0, threshold=0"),
  one("activation", "LeakyReLU", "negative_slope=0.3"),
  one("activation", "PReLU", "*, shared_axes=None"),
  one("activation", "ELU", "alpha=1"),
  one("softmax", "Softmax", "axis=-1"),
  ...spatial("pool", "MaxPooling#D", "pool_size=?, strides=None, padding='valid', data_format=None"),
  ...spatial("pool", "AveragePooling#D", "pool_size, strides=None, padding='valid', data_format=None"),
  ...spatial("adaptivePool", "GlobalAveragePooling#D", "data_format=None, keepdims=False"),
  ...spatial("adaptivePool", "GlobalMaxPooling#D", "data_format=None, keepdims=False"),
  one("flatten", "Flatten", "data_format=None"),
  one("reshape", "Reshape", "target_shape"),
  one("reshape", "Permute", "dims"),
  one("reshape", "RepeatVector", "n"),
  one("upsample", "UpSampling1D", "size=2", { rank: 1 }),
  ...spatial("upsample", "UpSampling#D", "size=?, *, data_format=None").slice(1),
  ...spatial("pad", "ZeroPadding#D", "padding=?, *, data_format=None"),
  one("pad", "Cropping1D", "cropping=?", { rank: 1 }),
  ...spatial("pad", "Cropping#D", "cropping=?, *, data_format=None").slice(1),
  ...["Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"].map((name) => one("merge", name, "")),
  one("merge", "Concatenate", "axis=-1"),
  ...["LSTM", "GRU", "SimpleRNN"].map((name) => one("recurrent", name, RECURRENT)),
  one("attention", "MultiHeadAttention", "num_heads, key_dim, value_dim=None, dropout=0, use_bias=True"),
  ...["Bidirectional", "TimeDistributed", "SpectralNormalization"].map((name) => one("wrapper", name, "layer")),
  one("identity", "Identity", ""),
  one("other", "Lambda", "function"),
  one("other", "Rescaling", "scale, offset=0"),
  one("other", "InputLayer", "shape=None, *, batch_shape=None"),
  { ...one("container", "Sequential", "layers=None, *, name=None"), homes: MODELS() },
];

function MODELS(): string[] {
  return ROOTS().flatMap((root) => [root, `${root}.models`]);
}

/** Packages that offer Keras. */
export function ROOTS(): string[] {
  const inTensorFlow = ["keras", "python.keras", "python.keras.api._v2.keras", "compat.v2.keras"];
  return ["keras", "tf_keras", ...inTensorFlow.map((name) => `tensorflow.${name}`)];
}

function spatial(kind: LayerKind, name: string, text: string, rest: Partial<LayerSpec> = {}): LayerSpec[] {
  return ([1, 2, 3] as const).map((rank) => one(kind, name.replace("#", String(rank)), text, { rank, ...rest }));
}

function norm(name: string, method: Method, text: string): LayerSpec {
  return one("norm", name, text, { method });
}

function one(kind: LayerKind, name: string, text: string, rest: Partial<LayerSpec> = {}): LayerSpec {
  const homes = ROOTS().flatMap((root) => PLACES.map((place) => `${root}.layers${place}`));
  return { framework: "keras", kind, name, homes, signature: signature(text), ...rest };
}
