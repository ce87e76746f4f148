import { type AxisLayout, axisLayout } from "./axisLayout";
import { type Arguments, CALLED } from "./callArguments";
import type { Layer } from "./layers";
import type { Known, LayerFacts, Size, Source, State } from "./normFacts";
import { argument, axesArgument, flag, integer, sizeOf } from "./readArgument";

/** The facts of Keras's and Flax's layers, which are told the axes by number. */
export function axisFacts(layer: Layer, args: Arguments): LayerFacts {
  const channel = sizeOf(argument(args, "num_features")) ?? "C";
  const axes = axesOf(layer, args);
  const layout = axes && layoutOf(axes, channel);
  const affine = affineOf(layer, args);
  const kept = affine.filter(({ on }) => on !== false);
  const shape = axes && layout ? axes.feature.map((axis) => layout.input[layout.place(axis)] ?? channel) : [channel];
  const groups = groupsOf(layer, args);
  const batch = layer.method === "batch" && !layer.functional;
  return {
    layer,
    arguments: args,
    input: layout?.input ?? null,
    axes: layout && axes ? reducedPlaces(layer.method === "group" && groups !== "all", axes, layout) : [],
    parameters: (kept.length > 0 ? kept : affine).map(({ name }) => ({ name, shape })),
    learned: kept.length === 0 ? false : kept.some(({ on }) => on) ? true : undefined,
    undecided: kept.flatMap(({ on, argument: name }) => (on === undefined ? [name] : [])),
    buffers: batch ? movingStates(layer, [channel]) : [],
    tracked: batch,
    ...sourcesOf(layer, args),
    groups,
    channels: typeof channel === "number" ? channel : undefined,
    channelAxis: axes?.feature.length === 1 ? axes.feature[0] : undefined,
    synchronized: synchronizedOf(layer, args),
  };
}

/** Axes as the framework counts them: of the features (the channels), and of those to reduce where they are told. */
interface Axes {
  readonly feature: readonly number[];
  /** Null: all others, or all but the batch and the channels. */
  readonly reduced: readonly number[] | null;
  /** Whether the batch axis is among those others. */
  readonly batch: boolean;
}

function axesOf(layer: Layer, args: Arguments): Known<Axes> {
  const batch = layer.method === "batch";
  if (args.has("feature_axes") && args.has("reduction_axes")) {
    const [feature, reduced] = [axesArgument(args, "feature_axes"), axesArgument(args, "reduction_axes")];
    return feature && reduced && { feature, reduced, batch };
  }
  // Flax's group normalization takes the last axis for the channels, whatever it reduces.
  if (args.has("reduction_axes")) {
    const usual = argument(args, "reduction_axes").kind === "none";
    return usual ? { feature: [-1], reduced: null, batch } : undefined;
  }
  const feature = axesArgument(args, args.has("feature_axes") ? "feature_axes" : "axis");
  if (!feature) return undefined;
  const own = layer.method === "layer" || layer.method === "rms";
  return own || feature.length === 1 ? { feature, reduced: own ? feature : null, batch } : undefined;
}

function layoutOf({ feature, reduced }: Axes, channel: Size): Known<AxisLayout> {
  const batched = reduced === null;
  if (batched && feature.includes(0)) return undefined;
  return axisLayout([...feature, ...(reduced ?? [])], feature.length === 1 ? feature[0]! : -1, channel, batched);
}

/** @param grouped whether a statistic covers several channels, but not all axes that are told */
function reducedPlaces(grouped: boolean, { feature, reduced, batch }: Axes, layout: AxisLayout): number[] {
  if (reduced) return [...new Set(reduced.map(layout.place))].sort((a, b) => a - b);
  const channels = feature.map(layout.place);
  const others = layout.input.map((_, place) => place).filter((place) => grouped || !channels.includes(place));
  return batch ? others : others.filter((place) => place !== 0);
}

interface Affine {
  readonly name: string;
  /** The argument that turns it on. */
  readonly argument: string;
  readonly on: Known<boolean>;
}

function affineOf(layer: Layer, args: Arguments): readonly Affine[] {
  if (layer.functional) return [];
  const names = layer.framework === "keras" ? KERAS_AFFINE : FLAX_AFFINE;
  if (layer.method === "rms" && layer.framework === "keras") return [{ name: "scale", argument: "scale", on: true }];
  return names.flatMap(([name, switched]) =>
    args.has(switched) ? [{ name, argument: switched, on: flag(args, switched, true) }] : [],
  );
}

const KERAS_AFFINE = [
  ["gamma", "scale"],
  ["beta", "center"],
] as const;
const FLAX_AFFINE = [
  ["scale", "use_scale"],
  ["bias", "use_bias"],
] as const;

function movingStates(layer: Layer, shape: readonly Size[]): State[] {
  const names = layer.framework === "keras" ? ["moving_mean", "moving_variance"] : ["mean", "var"];
  return names.map((name) => ({ name, shape }));
}

function sourcesOf(layer: Layer, args: Arguments): Pick<LayerFacts, "training" | "inference"> {
  if (layer.method !== "batch") return { training: "example", inference: "example" };
  if (layer.functional) return { training: "running", inference: "running" };
  const always = alwaysRunning(layer, args);
  const source: Source = always ? "running" : "batch";
  if (always !== undefined) return { training: source, inference: source };
  return { training: "batch", inference: "running" };
}

/** Whether the code says once and for all that the running statistics are used, or that they are not. */
function alwaysRunning(layer: Layer, args: Arguments): Known<boolean> {
  switch (layer.framework) {
    case "keras": {
      if (flag(args, "trainable", true) === false) return true;
      const training = literal(args, `${CALLED}training`);
      return training === undefined ? undefined : !training;
    }
    case "linen":
      return literal(args, `${CALLED}use_running_average`) ?? literal(args, "use_running_average");
    default:
      // NNX's train() and eval() set what the constructor was told, but not what the call is.
      return literal(args, `${CALLED}use_running_average`);
  }
}

function literal(args: Arguments, name: string): Known<boolean> {
  const value = argument(args, name);
  return value.kind === "boolean" ? value.value : undefined;
}

function groupsOf(layer: Layer, args: Arguments): LayerFacts["groups"] {
  if (layer.framework === "keras") {
    const groups = integer(args, "groups");
    return groups === -1 ? "all" : groups;
  }
  const [size, channels] = [integer(args, "group_size"), integer(args, "num_features")];
  if (size === 1) return "all";
  if (size !== undefined && size > 0) return channels === undefined ? undefined : channels / size;
  return argument(args, "group_size").kind === "none" ? integer(args, "num_groups") : undefined;
}

function synchronizedOf(layer: Layer, args: Arguments): Known<boolean> {
  if (layer.framework === "keras") return flag(args, "synchronized", false);
  if (!args.has("axis_name")) return false;
  const { kind } = argument(args, "axis_name");
  return kind === "none" ? false : kind === "unknown" && !args.get("axis_name")?.given ? undefined : true;
}
