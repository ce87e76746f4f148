import type { MethodName } from "../methods/method";
import { elementCount } from "../tensor";
import { kernelOf, lastPart, type Module, type Modules, type NamedTensor, parentOf, siblingOf } from "./modules";
import type { Certainty } from "./normLayer";

/** What kind of normalization a module's tensors show, and from what it was told. */
export interface Recognized {
  readonly method: MethodName;
  readonly certainty: Certainty;
  /** Words that end a sentence. */
  readonly reason: string;
}

/** Null where the module is no normalization layer, or where that cannot be told. */
export function methodOf(module: Module, modules: Modules): Recognized | null {
  const { weight, bias, runningMean, runningVariance } = module.roles;
  if (runningMean || runningVariance) return runningMean && runningVariance ? tracked(module) : null;
  if (!weight) return null;
  if (bias) return sameShape(weight, bias) ? affine(module, modules, weight) : null;
  return weight.shape.length === 1 ? scaled(module) : null;
}

/** How a module's own name, or its class's in the name, tells its method. In this order. */
const NAMED: readonly (readonly [RegExp, MethodName])[] = [
  [/rms/i, "rms"],
  [/group_?norm|(?:^|_)gn(?:_?\d+)*$|^gn\d*_/i, "group"],
  [/instance_?norm|(?:^|_)in_?\d*$/i, "instance"],
  [/batch_?norm|(?:^|_)bn(?:\d|_|$)/i, "batch"],
  [/layer_?norm|(?:^|_)l_?norm|(?:^|_)ln(?:\d|_|$)/i, "layer"],
];

function namedMethod(path: string): MethodName | null {
  return NAMED.find(([name]) => name.test(lastPart(path)))?.[1] ?? null;
}

/** Only batch norm keeps running statistics by default; instance norm can. */
function tracked({ path, roles }: Module): Recognized | null {
  const lengths = [roles.runningMean, roles.runningVariance, roles.weight, roles.bias].filter((tensor) => tensor);
  if (lengths.some((tensor) => tensor!.shape.length > 1 || !sameCount(tensor!, roles.runningMean!))) return null;
  if (roles.runningMean!.shape.length === 0) return null;
  const reason = "it keeps a running mean and variance";
  if (namedMethod(path) === "instance") {
    return { method: "instance", certainty: "likely", reason: `${reason}, and its name says instance norm` };
  }
  return { method: "batch", certainty: "certain", reason };
}

/** A weight and a bias of one shape: no convolution and no linear layer has them. */
function affine({ path }: Module, modules: Modules, weight: NamedTensor): Recognized | null {
  if (weight.shape.length === 0) return null;
  const named = namedMethod(path);
  if (named === "rms") return { method: "rms", certainty: "likely", reason: "its name says so, though it has a bias" };
  if (named === "batch") {
    return { method: "batch", certainty: "likely", reason: "its name says so; it keeps no running statistics" };
  }
  if (named) return { method: named, certainty: "certain", reason: "its name says so" };
  if (weight.shape.length > 1) {
    return { method: "layer", certainty: "likely", reason: "it has a weight and a bias for every element" };
  }
  const [method, why] = guessedByNeighbours(path, modules);
  return { method, certainty: "guess", reason: `it has a weight and a bias a channel and no statistics, ${why}` };
}

/** Group norm stands beside convolutions, layer norm beside linear layers. */
function guessedByNeighbours(path: string, modules: Modules): [MethodName, string] {
  const twin = modules.byPath.get(siblingOf(path, lastPart(path).replace(/norm/i, "conv")));
  const twinKernel = twin && twin.path !== path ? kernelOf(twin) : null;
  if (twinKernel && twinKernel.shape.length > 2)
    return ["group", `and ${lastPart(twin!.path)} beside it is a convolution`];
  const beside = modules.kernelsBelow.get(parentOf(path));
  if (!beside) return ["layer", "and nothing else is known"];
  return beside.linear
    ? ["layer", "and there are linear layers beside it"]
    : ["group", "and only convolutions are beside it"];
}

/** A vector of weights alone is a norm's only where the name says norm: PReLU and layer scale have one too. */
function scaled({ path }: Module): Recognized | null {
  const named = namedMethod(path);
  if (named === "rms") return { method: "rms", certainty: "certain", reason: "its name says so" };
  if (named === "batch" || named === "group" || named === "instance") {
    return { method: named, certainty: "likely", reason: "its name says so; it has no bias" };
  }
  if (named === null && !/norm/i.test(lastPart(path))) return null;
  return { method: "rms", certainty: "likely", reason: "it has a weight and no bias, as RMS norm has" };
}

function sameShape(one: NamedTensor, other: NamedTensor): boolean {
  return one.shape.length === other.shape.length && one.shape.every((size, axis) => size === other.shape[axis]);
}

function sameCount(one: NamedTensor, other: NamedTensor): boolean {
  return elementCount(one.shape) === elementCount(other.shape);
}
