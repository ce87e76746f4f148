import type { MethodName } from "../engine/methods/method";

/** How a layer normalizes; local response normalization is no method of the engine's. */
export type Method = MethodName | "response";

/** A default; text where it is neither number, boolean nor None. */
export type Default = number | boolean | null | { readonly text: string };

export interface Parameter {
  readonly name: string;
  /** Left out: the caller must give it. */
  readonly default?: Default;
  readonly keywordOnly?: true;
  /** The first PyTorch that has it, where that is later than 1.13. */
  readonly since?: string;
}

/** A normalization layer, or function, of PyTorch. */
export interface Layer {
  readonly name: string;
  readonly method: Method;
  /** Modules that offer it under its name. */
  readonly homes: readonly string[];
  readonly signature: readonly Parameter[];
  /** Axes after the channels; left out where any number will do. */
  readonly rank?: 1 | 2 | 3;
  readonly lazy?: true;
  readonly functional?: true;
  readonly synchronized?: true;
  /** The first PyTorch that has it, where that is later than 1.13. */
  readonly since?: string;
}

/** The layer or function with a qualified name such as "torch.nn.modules.batchnorm.BatchNorm2d". */
export function layerNamed(qualified: string): Layer | undefined {
  return BY_NAME.get(qualified);
}

/** The page of PyTorch's documentation on a layer. */
export function documentation(layer: Layer): string {
  const module = layer.functional ? "torch.nn.functional" : "torch.nn";
  return `https://docs.pytorch.org/docs/stable/generated/${module}.${layer.name}.html`;
}

const PLACE: readonly Parameter[] = [
  { name: "device", default: null },
  { name: "dtype", default: null },
];
const NUM_FEATURES: Parameter = { name: "num_features" };
const EPS: Parameter = { name: "eps", default: 1e-5 };
const MOMENTUM: Parameter = { name: "momentum", default: 0.1 };

function running(on: boolean): readonly Parameter[] {
  return [EPS, MOMENTUM, { name: "affine", default: on }, { name: "track_running_stats", default: on }];
}

const INSTANCE_BIAS: Parameter = { name: "bias", default: true, keywordOnly: true, since: "2.12" };
const RANKS = [1, 2, 3] as const;

function homes(file: string): readonly string[] {
  return ["torch.nn", "torch.nn.modules", `torch.nn.modules.${file}`];
}

const BATCH: Layer[] = RANKS.flatMap((rank) => [
  {
    name: `BatchNorm${rank}d`,
    method: "batch",
    homes: homes("batchnorm"),
    rank,
    signature: [NUM_FEATURES, ...running(true), ...PLACE],
  },
  {
    name: `LazyBatchNorm${rank}d`,
    method: "batch",
    homes: homes("batchnorm"),
    rank,
    lazy: true,
    signature: [...running(true), ...PLACE],
  },
]);

// The lazy forms turn affine and track_running_stats on, unlike the plain ones and their own documentation.
const INSTANCE: Layer[] = RANKS.flatMap((rank) => [
  {
    name: `InstanceNorm${rank}d`,
    method: "instance",
    homes: homes("instancenorm"),
    rank,
    signature: [NUM_FEATURES, ...running(false), ...PLACE, INSTANCE_BIAS],
  },
  {
    name: `LazyInstanceNorm${rank}d`,
    method: "instance",
    homes: homes("instancenorm"),
    rank,
    lazy: true,
    signature: [...running(true), ...PLACE, INSTANCE_BIAS],
  },
]);

const RESPONSE: readonly Parameter[] = [
  { name: "size" },
  { name: "alpha", default: 1e-4 },
  { name: "beta", default: 0.75 },
  { name: "k", default: 1 },
];

const OTHERS: Layer[] = [
  {
    name: "SyncBatchNorm",
    method: "batch",
    homes: homes("batchnorm"),
    synchronized: true,
    signature: [NUM_FEATURES, ...running(true), { name: "process_group", default: null }, ...PLACE],
  },
  {
    name: "LayerNorm",
    method: "layer",
    homes: homes("normalization"),
    signature: [
      { name: "normalized_shape" },
      EPS,
      { name: "elementwise_affine", default: true },
      { name: "bias", default: true, since: "2.1" },
      ...PLACE,
    ],
  },
  {
    name: "GroupNorm",
    method: "group",
    homes: homes("normalization"),
    signature: [{ name: "num_groups" }, { name: "num_channels" }, EPS, { name: "affine", default: true }, ...PLACE],
  },
  {
    name: "RMSNorm",
    method: "rms",
    homes: homes("normalization"),
    since: "2.4",
    signature: [
      { name: "normalized_shape" },
      { name: "eps", default: null },
      { name: "elementwise_affine", default: true },
      ...PLACE,
    ],
  },
  { name: "LocalResponseNorm", method: "response", homes: homes("normalization"), signature: RESPONSE },
];

function optional(...names: string[]): Parameter[] {
  return names.map((name) => ({ name, default: null }));
}

const INPUT: Parameter = { name: "input" };
const FUNCTIONAL = { homes: ["torch.nn.functional"], functional: true } as const;

const FUNCTIONS: Layer[] = [
  {
    name: "batch_norm",
    method: "batch",
    ...FUNCTIONAL,
    signature: [
      INPUT,
      { name: "running_mean" },
      { name: "running_var" },
      ...optional("weight", "bias"),
      { name: "training", default: false },
      MOMENTUM,
      EPS,
    ],
  },
  {
    name: "instance_norm",
    method: "instance",
    ...FUNCTIONAL,
    signature: [
      INPUT,
      ...optional("running_mean", "running_var", "weight", "bias"),
      { name: "use_input_stats", default: true },
      MOMENTUM,
      EPS,
    ],
  },
  {
    name: "layer_norm",
    method: "layer",
    ...FUNCTIONAL,
    signature: [INPUT, { name: "normalized_shape" }, ...optional("weight", "bias"), EPS],
  },
  {
    name: "group_norm",
    method: "group",
    ...FUNCTIONAL,
    signature: [INPUT, { name: "num_groups" }, ...optional("weight", "bias"), EPS],
  },
  {
    name: "rms_norm",
    method: "rms",
    ...FUNCTIONAL,
    since: "2.4",
    signature: [INPUT, { name: "normalized_shape" }, ...optional("weight", "eps")],
  },
  { name: "local_response_norm", method: "response", ...FUNCTIONAL, signature: [INPUT, ...RESPONSE] },
];

/** Every normalization layer and function of PyTorch. A test compares it with PyTorch 1.13. */
export const LAYERS: readonly Layer[] = [...BATCH, ...INSTANCE, ...OTHERS, ...FUNCTIONS];

const BY_NAME: ReadonlyMap<string, Layer> = new Map(
  LAYERS.flatMap((layer) => layer.homes.map((home) => [`${home}.${layer.name}`, layer] as const)),
);
