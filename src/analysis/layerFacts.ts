import type { Arguments } from "./callArguments";
import type { Layer } from "./layers";
import { UNKNOWN, type Value } from "./literals";

/** A size, or the name that stands for it. */
export type Size = number | string;

export interface State {
  readonly name: string;
  readonly shape: readonly Size[];
}

/** Whose statistics the output is made with. */
export type Source = "batch" | "example" | "running";

/** Undefined throughout: the code does not settle it. */
export type Known<T> = T | undefined;

/** What a layer is, as far as its call tells. */
export interface LayerFacts {
  readonly layer: Layer;
  readonly arguments: Arguments;
  /** The input's axes; "*" stands for any number of them. Null where their number is not known. */
  readonly input: readonly Size[] | null;
  /** Indices into `input` of the axes that one mean and variance covers. */
  readonly axes: readonly number[];
  /** Learned parameters, if there are any; `learned` says whether there are. */
  readonly parameters: readonly State[];
  readonly learned: Known<boolean>;
  /** Buffers, if there are any; `tracked` says whether there are. */
  readonly buffers: readonly State[];
  readonly tracked: Known<boolean>;
  readonly training: Known<Source>;
  readonly inference: Known<Source>;
  readonly groups: Known<number>;
  readonly channels: Known<number>;
}

/** Works out a layer's facts from its arguments. */
export function layerFacts(layer: Layer, args: Arguments): LayerFacts {
  const shape = normalizedShape(layer, args);
  const channel = channelSize(args);
  const tracked = layer.functional ? undefined : flag(args, "track_running_stats", false);
  const parameters = layer.functional ? [] : learnedParameters(layer, args, shape ?? [channel]);
  return {
    layer,
    arguments: args,
    ...inputOf(layer, shape, channel),
    parameters,
    learned: layer.functional || layer.method === "response" ? false : affine(args),
    buffers: runningBuffers(layer, channel),
    tracked,
    ...sources(layer, args, tracked),
    groups: integer(args, "num_groups"),
    channels: integer(args, "num_channels"),
  };
}

/** The value of a parameter, unknown where the layer has none of that name. */
export function argument(args: Arguments, name: string): Value {
  return args.get(name)?.value ?? UNKNOWN;
}

function inputOf(layer: Layer, shape: readonly Size[] | null, channel: Size): Pick<LayerFacts, "input" | "axes"> {
  const space = layer.rank ? SPACE[layer.rank] : ["*"];
  switch (layer.method) {
    case "batch":
      return { input: ["N", channel, ...space], axes: [0, ...space.map((_, i) => i + 2)] };
    case "instance":
      return { input: ["N", channel, ...space], axes: space.map((_, i) => i + 2) };
    case "group":
      return { input: ["N", channel, "*"], axes: [1, 2] };
    case "response":
      return { input: ["N", "C", "*"], axes: [1] };
    case "layer":
    case "rms":
      return shape ? { input: ["*", ...shape], axes: shape.map((_, i) => i + 1) } : { input: null, axes: [] };
  }
}

const SPACE = { 1: ["L"], 2: ["H", "W"], 3: ["D", "H", "W"] } as const;

function channelSize(args: Arguments): Size {
  const value = argument(args, args.has("num_channels") ? "num_channels" : "num_features");
  return size(value) ?? "C";
}

/** Null where not even the number of axes is known. */
function normalizedShape(layer: Layer, args: Arguments): readonly Size[] | null {
  if (layer.method !== "layer" && layer.method !== "rms") return null;
  const value = argument(args, "normalized_shape");
  if (value.kind === "number") return value.integer ? [value.value] : null;
  if (value.kind !== "list" || value.items.length === 0) return null;
  return value.items.map((item, i) => size(item) ?? `d${i}`);
}

function size(value: Value): Size | undefined {
  if (value.kind === "number") return value.integer ? value.value : undefined;
  return value.kind === "name" ? value.text : undefined;
}

function learnedParameters(layer: Layer, args: Arguments, shape: readonly Size[]): readonly State[] {
  if (layer.method === "response") return [];
  const weight = { name: "weight", shape };
  const hasBias = layer.method !== "rms" && flag(args, "bias", true) !== false;
  return hasBias ? [weight, { name: "bias", shape }] : [weight];
}

function affine(args: Arguments): Known<boolean> {
  return flag(args, args.has("elementwise_affine") ? "elementwise_affine" : "affine", false);
}

function runningBuffers(layer: Layer, channel: Size): readonly State[] {
  if (layer.functional || (layer.method !== "batch" && layer.method !== "instance")) return [];
  return [
    { name: "running_mean", shape: [channel] },
    { name: "running_var", shape: [channel] },
    { name: "num_batches_tracked", shape: [] },
  ];
}

function sources(layer: Layer, args: Arguments, tracked: Known<boolean>): Pick<LayerFacts, "training" | "inference"> {
  if (layer.method !== "batch" && layer.method !== "instance") return { training: "example", inference: "example" };
  const own: Source = layer.method === "batch" ? "batch" : "example";
  if (layer.functional) {
    const fresh = flag(args, layer.method === "batch" ? "training" : "use_input_stats", false);
    const source = fresh === undefined ? undefined : fresh ? own : "running";
    return { training: source, inference: source };
  }
  return { training: own, inference: tracked === undefined ? undefined : tracked ? "running" : own };
}

/** A boolean parameter; `absent` where the layer has none of that name. */
function flag(args: Arguments, name: string, absent: boolean): Known<boolean> {
  const value = args.get(name)?.value;
  if (!value) return absent;
  if (value.kind === "boolean") return value.value;
  if (value.kind === "number") return value.value !== 0;
  return value.kind === "none" ? false : undefined;
}

function integer(args: Arguments, name: string): Known<number> {
  const value = argument(args, name);
  return value.kind === "number" && value.integer ? value.value : undefined;
}
