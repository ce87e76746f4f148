import type { Layer, Method, Parameter } from "./layers";

const DTYPES: readonly Parameter[] = [
  { name: "dtype", default: null, minor: true },
  { name: "param_dtype", default: { text: "float32" }, minor: true },
];
const BIAS: Parameter = { name: "use_bias", default: true };
const SCALE: Parameter = { name: "use_scale", default: true };
const BIAS_INIT: Parameter = { name: "bias_init", default: { text: "zeros" }, minor: true };
const SCALE_INIT: Parameter = { name: "scale_init", default: { text: "ones" }, minor: true };
const AFFINE: readonly Parameter[] = [BIAS, SCALE, BIAS_INIT, SCALE_INIT];
const SCALE_ONLY: readonly Parameter[] = [SCALE, SCALE_INIT];
const DEVICES: readonly Parameter[] = [
  { name: "axis_name", default: null },
  { name: "axis_index_groups", default: null },
  { name: "use_fast_variance", default: true, minor: true },
];
const FLOAT32: Parameter = { name: "force_float32_reductions", default: true, minor: true };
// The title tells what axes mean, here and below.
const FEATURE_AXES: Parameter = { name: "feature_axes", default: -1, minor: true };
const TRAILING: readonly Parameter[] = [{ name: "reduction_axes", default: -1, minor: true }, FEATURE_AXES];
const GROUPS: readonly Parameter[] = [
  { name: "num_groups", default: 32 },
  { name: "group_size", default: null },
];
const REDUCTION_AXES: Parameter = { name: "reduction_axes", default: null };

function epsilon(value: number): Parameter {
  return { name: "epsilon", default: value };
}

const MOVING: readonly Parameter[] = [
  { name: "axis", default: -1, minor: true },
  { name: "momentum", default: 0.99 },
  epsilon(1e-5),
];

interface Flavour {
  readonly name: string;
  readonly method: Method;
  /** Parameters of linen and of NNX, after its number of features. */
  readonly linen: readonly Parameter[];
  readonly nnx: readonly Parameter[];
}

const FLAVOURS: readonly Flavour[] = [
  {
    name: "BatchNorm",
    method: "batch",
    linen: [{ name: "use_running_average", default: null }, ...MOVING, ...DTYPES, ...AFFINE, ...DEVICES, FLOAT32],
    nnx: keywords([
      { name: "use_running_average", default: false, minor: true },
      ...MOVING,
      ...DTYPES,
      ...AFFINE,
      ...DEVICES,
    ]),
  },
  {
    name: "LayerNorm",
    method: "layer",
    linen: [epsilon(1e-6), ...DTYPES, ...AFFINE, ...TRAILING, ...DEVICES, FLOAT32],
    nnx: keywords([epsilon(1e-6), ...DTYPES, ...AFFINE, ...TRAILING, ...DEVICES]),
  },
  {
    name: "RMSNorm",
    method: "rms",
    linen: [epsilon(1e-6), ...DTYPES, ...SCALE_ONLY, ...TRAILING, ...DEVICES, FLOAT32],
    nnx: keywords([epsilon(1e-6), ...DTYPES, ...SCALE_ONLY, ...TRAILING, ...DEVICES]),
  },
  {
    name: "GroupNorm",
    method: "group",
    linen: [...GROUPS, epsilon(1e-6), ...DTYPES, ...AFFINE, REDUCTION_AXES, ...DEVICES, FLOAT32],
    nnx: [...GROUPS, ...keywords([epsilon(1e-6), ...DTYPES, ...AFFINE, REDUCTION_AXES, ...DEVICES])],
  },
  {
    name: "InstanceNorm",
    method: "instance",
    linen: [epsilon(1e-6), ...DTYPES, ...AFFINE, FEATURE_AXES, ...DEVICES, FLOAT32],
    nnx: keywords([epsilon(1e-6), ...DTYPES, ...AFFINE, FEATURE_AXES, ...DEVICES]),
  },
];

function keywords(parameters: readonly Parameter[]): Parameter[] {
  return parameters.map((parameter) => ({ ...parameter, keywordOnly: true }));
}

const WRAPPED: Parameter = { name: "layer_instance" };
const STEPS: Parameter = { name: "n_steps", default: 1 };
const NON_MATRIX: Parameter = { name: "error_on_non_matrix", default: false };
const LINEN = ["flax.linen", "flax.linen.normalization"];
const NNX = ["flax.nnx", "flax.nnx.nn.normalization", "flax.experimental.nnx"];
const RNGS: Parameter = { name: "rngs", keywordOnly: true };
const PROMOTE: Parameter = {
  name: "promote_dtype",
  default: { text: "promote_dtype" },
  keywordOnly: true,
  minor: true,
};

const LINEN_NORMS: readonly Layer[] = [
  ...FLAVOURS.map(({ name, method, linen }) => linenLayer(name, method, linen)),
  linenLayer("WeightNorm", "weight", [
    WRAPPED,
    epsilon(1e-12),
    ...DTYPES,
    ...SCALE_ONLY,
    FEATURE_AXES,
    { name: "variable_filter", default: { text: "kernel" }, minor: true },
  ]),
  linenLayer("SpectralNorm", "spectral", [
    WRAPPED,
    STEPS,
    epsilon(1e-12),
    ...DTYPES,
    NON_MATRIX,
    { name: "collection_name", default: { text: "batch_stats" }, minor: true },
  ]),
];

const NNX_NORMS: readonly Layer[] = [
  ...FLAVOURS.map(({ name, method, nnx }) =>
    nnxLayer(name, method, [{ name: "num_features" }, ...nnx, PROMOTE, RNGS, ...metadata(method)]),
  ),
  nnxLayer("WeightNorm", "weight", [
    WRAPPED,
    ...keywords([FEATURE_AXES, ...SCALE_ONLY, epsilon(1e-12), ...DTYPES]),
    { name: "variable_filter", default: { text: "kernel" }, keywordOnly: true, minor: true },
    PROMOTE,
    RNGS,
  ]),
  nnxLayer("SpectralNorm", "spectral", [
    WRAPPED,
    ...keywords([STEPS, epsilon(1e-12), ...DTYPES, NON_MATRIX, { name: "update_stats", default: true }]),
    RNGS,
  ]),
];

function metadata(method: Method): Parameter[] {
  const names = method === "rms" ? ["scale_metadata"] : ["bias_metadata", "scale_metadata"];
  return names.map((name) => ({ name, default: { text: "{}" }, keywordOnly: true, minor: true }));
}

function linenLayer(name: string, method: Method, signature: readonly Parameter[]): Layer {
  return { framework: "linen", name, method, homes: LINEN, signature };
}

function nnxLayer(name: string, method: Method, signature: readonly Parameter[]): Layer {
  return { framework: "nnx", name, method, homes: NNX, signature };
}

const STANDARDIZE: Layer = {
  framework: "jax",
  name: "standardize",
  method: "layer",
  homes: ["jax.nn", "flax.linen", "flax.linen.activation", "flax.nnx"],
  functional: true,
  signature: [
    { name: "x" },
    { name: "axis", default: -1, minor: true },
    { name: "mean", default: null },
    { name: "variance", default: null },
    epsilon(1e-5),
    { name: "where", default: null, minor: true },
    { name: "algorithm", default: { text: "fast" }, keywordOnly: true, minor: true },
  ],
};

/** Every normalization layer of Flax, linen and NNX, and JAX's function. A test compares it with Flax 0.12. */
export const FLAX_NORMS: readonly Layer[] = [...LINEN_NORMS, ...NNX_NORMS, STANDARDIZE];
