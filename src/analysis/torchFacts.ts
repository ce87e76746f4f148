import { configure } from "../engine/methods/configure";
import type { Configuration, MethodName } from "../engine/methods/method";
import { METHODS } from "../engine/methods/methods";
import type { Arguments } from "./callArguments";
import { engineMethod, type Layer } from "./layers";
import type { Known, LayerFacts, Size, Source } from "./normFacts";
import { argument, flag, integer, sizeOf } from "./readArgument";

/** The facts of PyTorch's layers, whose axes follow from the layer and the shape to normalize. */
export function torchFacts(layer: Layer, args: Arguments): LayerFacts {
  const shape = normalizedShape(layer, args);
  const channel = channelSize(args);
  const input = inputShape(layer, shape, channel);
  const learned = layer.functional || layer.method === "response" ? false : flag(args, affineName(args), false);
  const tracked = layer.functional ? undefined : flag(args, "track_running_stats", false);
  return {
    layer,
    arguments: args,
    input,
    ...engineFacts(layer, args, input ?? [channel], shape),
    learned,
    tracked,
    ...sources(layer, args, tracked),
    groups: integer(args, "num_groups"),
    channels: integer(args, "num_channels"),
    channelAxis: 1,
    undecided: learned === undefined ? [affineName(args)] : [],
    synchronized: layer.synchronized === true,
  };
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
    default:
      return null;
  }
}

/** What the engine's method says of such an input. */
function engineFacts(
  layer: Layer,
  args: Arguments,
  input: readonly Size[],
  normalized: readonly Size[] | null,
): Pick<LayerFacts, "axes" | "parameters" | "buffers"> {
  const name = engineMethod(layer);
  if (name === null) return { axes: [1], parameters: [], buffers: [] };
  const method = METHODS[name];
  const configuration = configurationOf(name, normalized ?? ["C"]);
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
  return sizeOf(value) ?? "C";
}

/** Null where not even the number of axes is known. */
function normalizedShape(layer: Layer, args: Arguments): readonly Size[] | null {
  if (layer.method !== "layer" && layer.method !== "rms") return null;
  const value = argument(args, "normalized_shape");
  if (value.kind === "number") return value.integer ? [value.value] : null;
  if (value.kind !== "list" || value.items.length === 0) return null;
  return value.items.map((item, i) => sizeOf(item) ?? `d${i}`);
}

function affineName(args: Arguments): string {
  return args.has("elementwise_affine") ? "elementwise_affine" : "affine";
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
