import type { Layer, Method, Parameter } from "./layers";

function optional(...names: string[]): Parameter[] {
  return names.map((name) => ({ name, default: null, minor: true }));
}

// The title tells what it means.
const AXIS: Parameter = { name: "axis", default: -1, minor: true };
const EPSILON: Parameter = { name: "epsilon", default: 1e-3 };
const CENTER_SCALE: readonly Parameter[] = [
  { name: "center", default: true },
  { name: "scale", default: true },
];
const INITIALIZERS: readonly Parameter[] = [
  { name: "beta_initializer", default: { text: "zeros" }, minor: true },
  { name: "gamma_initializer", default: { text: "ones" }, minor: true },
];
const REGULARIZERS = optional("beta_regularizer", "gamma_regularizer", "beta_constraint", "gamma_constraint");

const BATCH: readonly Parameter[] = [
  AXIS,
  { name: "momentum", default: 0.99 },
  EPSILON,
  ...CENTER_SCALE,
  ...INITIALIZERS,
  { name: "moving_mean_initializer", default: { text: "zeros" }, minor: true },
  { name: "moving_variance_initializer", default: { text: "ones" }, minor: true },
  ...REGULARIZERS,
  // In front of synchronized since 3.14, which nobody gives by position.
  { name: "renorm", default: false, since: "3.14" },
  { name: "renorm_clipping", default: null, since: "3.14" },
  { name: "renorm_momentum", default: 0.99, since: "3.14" },
  { name: "synchronized", default: false },
];

/**
 * Modules under which Keras's layers are found, in Keras 3 and 2, alone and in TensorFlow. The layers of Keras 2
 * have the same names, defaults and meanings but for what the hover says of Keras 2.
 */
const PACKAGES = [
  "keras",
  "keras.src",
  "keras.api",
  "tf_keras",
  "tf_keras.src",
  "tensorflow.keras",
  "tensorflow.python.keras",
  "tensorflow.python.keras.api._v2.keras",
  "tensorflow.compat.v2.keras",
] as const;

function homes(...modules: string[]): readonly string[] {
  return PACKAGES.flatMap((name) => [`${name}.layers`, ...modules.map((module) => `${name}.layers.${module}`)]);
}

function layer(
  name: string,
  file: string,
  method: Method,
  signature: readonly Parameter[],
  more: { readonly since?: string } = {},
): Layer {
  const places = homes("normalization", `normalization.${file}`);
  return { framework: "keras", name, method, homes: places, signature, ...more };
}

const OPS = PACKAGES.flatMap((name) => [`${name}.ops`, `${name}.ops.nn`]);

function operation(
  name: string,
  method: Method,
  signature: readonly Parameter[],
  more: { readonly since?: string } = {},
): Layer {
  return { framework: "keras", name, method, homes: OPS, signature, functional: true, ...more };
}

const X: Parameter = { name: "x" };
const NO_EPSILON: Parameter = { name: "epsilon", default: null };

/** Every normalization layer and operation of Keras 3. A test compares it with Keras 3.15. */
export const KERAS_NORMS: readonly Layer[] = [
  layer("BatchNormalization", "batch_normalization", "batch", BATCH),
  layer("LayerNormalization", "layer_normalization", "layer", [
    AXIS,
    EPSILON,
    ...CENTER_SCALE,
    ...INITIALIZERS,
    ...REGULARIZERS,
  ]),
  layer("GroupNormalization", "group_normalization", "group", [
    { name: "groups", default: 32 },
    AXIS,
    EPSILON,
    ...CENTER_SCALE,
    ...INITIALIZERS,
    ...REGULARIZERS,
  ]),
  layer("RMSNormalization", "rms_normalization", "rms", [AXIS, { name: "epsilon", default: 1e-6 }], { since: "3.9" }),
  layer("UnitNormalization", "unit_normalization", "unit", [AXIS]),
  layer("SpectralNormalization", "spectral_normalization", "spectral", [
    { name: "layer" },
    { name: "power_iterations", default: 1 },
  ]),
  {
    framework: "keras",
    name: "Normalization",
    method: "data",
    homes: homes("experimental.preprocessing", "preprocessing.normalization"),
    signature: [AXIS, ...optional("mean", "variance"), { name: "invert", default: false }],
  },
  operation("batch_normalization", "batch", [
    X,
    { name: "mean" },
    { name: "variance" },
    { name: "axis" },
    ...optional("offset", "scale"),
    EPSILON,
  ]),
  operation("layer_normalization", "layer", [X, ...optional("gamma", "beta"), AXIS, NO_EPSILON], { since: "3.11" }),
  operation("rms_normalization", "rms", [X, ...optional("scale"), AXIS, NO_EPSILON], { since: "3.9" }),
  operation("normalize", "unit", [X, AXIS, { name: "order", default: 2 }, NO_EPSILON]),
];
