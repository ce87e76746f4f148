import { configure } from "../engine/methods/configure";
import type { Configuration, MethodName, State as StateOf } from "../engine/methods/method";
import { METHODS } from "../engine/methods/methods";
import type { Arguments } from "./callArguments";
import type { Layer } from "./layers";
import { UNKNOWN, type Value } from "./literals";

/** A size, or the name that stands for it. */
export type Size = number | string;

export type State = StateOf<Size>;

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
  const input = inputShape(layer, shape, channel);
  const tracked = layer.functional ? undefined : flag(args, "track_running_stats", false);
  return {
    layer,
    arguments: args,
    input,
    ...engineFacts(layer, args, input ?? [channel], shape),
    learned: layer.functional || layer.method === "response" ? false : affine(args),
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

/** Null where not even the number of axes is known. */
function inputShape(layer: Layer, normalized: readonly Size[] | null, channel: Size): readonly Size[] | null {
  switch (layer.method) {
    case "batch":
    case "instance":
      return ["N", channel, ...(layer.rank ? SPACE[layer.rank] : ["*"])];
    case "group":
      return ["N", channel, "*"];
    case "response":
      return ["N", "C", "*"];
    case "layer":
    case "rms":
      return normalized && ["*", ...normalized];
  }
}

/** What the engine's method says of such an input. */
function engineFacts(
  layer: Layer,
  args: Arguments,
  input: readonly Size[],
  normalized: readonly Size[] | null,
): Pick<LayerFacts, "axes" | "parameters" | "buffers"> {
  if (layer.method === "response") return { axes: [1], parameters: [], buffers: [] };
  const method = METHODS[layer.method];
  const configuration = configurationOf(layer.method, normalized ?? ["C"]);
  const trailing = layer.method === "layer" || layer.method === "rms";
  const axes = trailing && normalized === null ? [] : method.axes(input, configuration);
  if (layer.functional) return { axes, parameters: [], buffers: [] };
  const biased = flag(args, "bias", true) !== false;
  return {
    axes,
    parameters: method.parameters(input, configuration).filter(({ name }) => name !== "bias" || biased),
    buffers: method.buffers(input, configuration),
  };
}

/** Neither axes nor names depend on sizes, which may not be known; only on how many of them there are. */
function configurationOf(method: MethodName, normalized: readonly Size[]): Configuration {
  if (method === "group") return configure({ method, numGroups: 1 });
  if (method === "layer" || method === "rms") return configure({ method, normalizedShape: normalized.map(() => 1) });
  return configure({ method });
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

function affine(args: Arguments): Known<boolean> {
  return flag(args, args.has("elementwise_affine") ? "elementwise_affine" : "affine", false);
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
