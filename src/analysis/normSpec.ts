import type { MethodName } from "../engine/methods/method";
import { engineMethod } from "./layers";
import { otherMomentum } from "./momentum";
import type { LayerFacts, Size } from "./normFacts";
import { argument, flag } from "./readArgument";

/** What a layer computes, in no framework's words. */
export interface NormSpec {
  readonly method: MethodName;
  readonly epsilon: number;
  /** The weight of the new batch; null where nothing is tracked. */
  readonly momentum: number | null;
  readonly scale: boolean;
  readonly center: boolean;
  readonly groups: number | null;
  /** Sizes of the trailing axes of layer and RMS normalization; empty for the others. */
  readonly trailing: readonly Size[];
  readonly channel: Size;
  /** Where the channels are; null for layer and RMS normalization, which have none. */
  readonly channels: "first" | "last" | null;
  readonly synchronized: boolean;
}

/** Null where too little is known, or where no other framework has such a thing. */
export function normSpec(facts: LayerFacts): NormSpec | null {
  const { layer } = facts;
  const engine = engineMethod(layer);
  if (!engine || layer.functional || facts.learned === undefined || facts.undecided.length > 0) return null;
  if (facts.synchronized === undefined) return null;
  const method = engine === "group" && facts.groups === "all" ? "instance" : engine;
  const [epsilon, momentum] = [epsilonOf(facts), momentumOf(facts, method)];
  const own = method === "layer" || method === "rms";
  const channels = own ? null : placeOf(facts);
  if (epsilon === null || momentum === undefined || channels === undefined) return null;
  const groups = method === "group" ? groupsOf(facts) : null;
  const trailing = own ? trailingOf(facts) : [];
  if (groups === undefined || trailing === null) return null;
  return {
    method,
    epsilon,
    momentum,
    scale: isLearned(facts, ["weight", "gamma", "scale"]),
    center: isLearned(facts, ["bias", "beta"]),
    groups,
    trailing,
    channel: channelOf(facts),
    channels,
    synchronized: facts.synchronized,
  };
}

function epsilonOf({ layer, arguments: args }: LayerFacts): number | null {
  const eps = argument(args, layer.framework === "torch" ? "eps" : "epsilon");
  if (eps.kind === "number") return eps.value;
  return eps.kind === "none" && layer.method === "rms" ? 1.19e-7 : null;
}

/** Undefined where there is no saying it. */
function momentumOf({ layer, tracked, arguments: args }: LayerFacts, method: MethodName): number | null | undefined {
  if (method === "instance") return layer.framework !== "torch" || tracked === false ? null : undefined;
  if (method !== "batch") return null;
  if (tracked !== true || flag(args, "renorm", false) !== false) return undefined;
  const value = argument(args, "momentum");
  if (value.kind !== "number") return undefined;
  return layer.framework === "torch" ? value.value : otherMomentum(value.value);
}

function placeOf({ input, channelAxis }: LayerFacts): "first" | "last" | undefined {
  if (input === null) return undefined;
  if (channelAxis === 1) return "first";
  return channelAxis === -1 ? "last" : undefined;
}

function groupsOf({ groups, channels }: LayerFacts): number | undefined {
  if (typeof groups !== "number" || groups < 1 || !Number.isInteger(groups)) return undefined;
  return channels !== undefined && channels % groups !== 0 ? undefined : groups;
}

/** Null where other axes than the last ones are normalized, or where the parameters have another shape. */
function trailingOf({ input, axes, parameters }: LayerFacts): readonly Size[] | null {
  if (input === null || axes.some((axis, i) => axis !== input.length - axes.length + i)) return null;
  const sizes = axes.map((axis) => input[axis]!);
  const shape = parameters[0]?.shape;
  return !shape || shape.length === sizes.length ? sizes : null;
}

function isLearned({ learned, parameters }: LayerFacts, names: readonly string[]): boolean {
  return learned === true && parameters.some(({ name }) => names.includes(name));
}

function channelOf({ input, channelAxis }: LayerFacts): Size {
  if (input === null) return "C";
  return (channelAxis === 1 ? input[1] : input.at(-1)) ?? "C";
}
