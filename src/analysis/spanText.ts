import type { MethodName } from "../engine/methods/method";
import { METHODS } from "../engine/methods/methods";
import type { Layer } from "./layers";
import type { LayerFacts } from "./normFacts";
import { formatNumber } from "./numbers";
import { argument } from "./readArgument";

/** What one statistic is for and what it is taken over, in words. */
export function spanText(facts: LayerFacts): string {
  const { layer } = facts;
  switch (layer.method) {
    case "batch":
      return batchSpan(facts);
    case "instance":
      return `${onePer("instance")}${channelPlace(facts)}, over ${layer.rank ? SPACE[layer.rank] : "all positions"}`;
    case "layer":
      return `${facts.axes.length === 1 ? `${onePer("layer")},` : "one mean and variance"} over ${ownAxes(facts)}`;
    case "group":
      return groupSpan(facts);
    case "rms":
      return `divides by the root mean square over ${ownAxes(facts)}, and subtracts no mean`;
    default:
      return `divides each value by ${neighbours(facts)} at its position; not a learned layer`;
  }
}

function onePer(method: MethodName): string {
  return `one mean and variance per ${METHODS[method].statisticPer}`;
}

const SPACE = { 1: "L", 2: "H, W", 3: "D, H, W" } as const;

function batchSpan(facts: LayerFacts): string {
  const { layer, synchronized } = facts;
  if (layer.framework === "torch") return `${onePer("batch")}, over ${torchBatchAxes(layer)}`;
  const only = layer.framework === "keras" ? ", with TensorFlow alone" : "";
  const together = synchronized ? ` (the batch of all devices together${only})` : "";
  return `${onePer("batch")}${channelPlace(facts)}, over all others${together}`;
}

function torchBatchAxes(layer: Layer): string {
  const batch = layer.synchronized ? "N (all processes together)" : "N";
  if (layer.rank === 1) return `${batch}, and L where there is one`;
  return layer.rank ? `${batch}, ${SPACE[layer.rank]}` : `${batch} and all positions`;
}

/** Where the channels are, in frameworks that let one choose. */
function channelPlace({ layer, channelAxis }: LayerFacts): string {
  if (layer.framework === "torch" || channelAxis === undefined) return "";
  return ` (${channelAxis === 1 ? "axis 1, channels first" : axisName(channelAxis)})`;
}

function axisName(axis: number): string {
  if (axis === -1) return "last axis";
  return axis < -1 ? `axis −${-axis}` : `axis ${axis}`;
}

function neighbours(facts: LayerFacts): string {
  const size = argument(facts.arguments, "size");
  return size.kind === "number" ? `a window of ${formatNumber(size.value)} channels` : "a window of channels";
}

/** The axes that layer and RMS normalization are told. */
function ownAxes(facts: LayerFacts): string {
  const { input, axes, layer } = facts;
  if (input === null) {
    if (layer.framework === "torch") return "the trailing axes that normalized_shape names";
    return `the axes that ${layer.signature.some(({ name }) => name === "reduction_axes") ? "reduction_axes" : "axis"} names`;
  }
  if (isTrailing(axes, input.length)) return axes.length === 1 ? "the last axis" : `the last ${axes.length} axes`;
  const back = input[0] === "*";
  const names = axes.map((place) => (back ? `−${input.length - place}` : String(place)));
  return `${names.length === 1 ? "axis" : "axes"} ${names.join(", ")}`;
}

function isTrailing(axes: readonly number[], rank: number): boolean {
  return axes.every((axis, i) => axis === rank - axes.length + i);
}

function groupSpan(facts: LayerFacts): string {
  const { groups, channels, layer } = facts;
  const where = channelPlace(facts);
  const places = "and all positions";
  if (groups === "all") return `every channel${where} a group of its own, the same as instance normalization`;
  if (groups === undefined || channels === undefined || groups < 1) {
    if (groups === 1) return `one mean and variance per example, over all channels${where} ${places}`;
    const many = groups !== undefined && groups > 1 && layer.framework !== "torch" ? `${groups} groups, ` : "";
    return `${many}${onePer("group")}, over the group's channels${where} ${places}`;
  }
  if (channels % groups !== 0 || !Number.isInteger(groups)) return undivided(facts, groups, channels);
  if (groups === 1) return `1 group of ${channels} channels, one mean and variance per example`;
  const each = channels / groups;
  if (each === 1) return `${groups} groups of 1 channel, the same as instance normalization`;
  return `${groups} groups of ${each} channels, ${onePer("group")}`;
}

function undivided({ layer }: LayerFacts, groups: number, channels: number): string {
  const who = layer.framework === "torch" ? "PyTorch" : "Flax";
  if (!Number.isInteger(groups))
    return `${channels} channels do not divide into groups of that size, which ${who} refuses`;
  return `${channels} channels do not divide into ${groups} groups, which ${who} refuses`;
}
