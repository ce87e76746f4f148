import { shortestFloat32 } from "../shortestFloat32";
import { affineNorm } from "./affineNorm";
import type { FoundNorm } from "./foundNorm";
import type { OnnxNode } from "./graph";
import {
  behindCasts,
  besides,
  type GraphScope,
  isStandard,
  onlyUser,
  type Parameter,
  parameterOf,
  producerOf,
} from "./graphScope";

/**
 * A layer or RMS normalization of the last axes that an exporter has written as arithmetic, found by its Sqrt:
 * x - mean(x) (layer) or x (RMS), over sqrt(mean of its square + eps), times weight, plus bias. Null for anything else,
 * and wherever it is not sure.
 */
export async function decomposedNorm(scope: GraphScope, root: OnnxNode): Promise<FoundNorm | null> {
  if (root.operator !== "Sqrt" || !isStandard(root)) return null;
  const sum = producer(scope, root.inputs[0], "Add");
  if (!sum) return null;
  const mean = sum.inputs.map((input) => producer(scope, input, "ReduceMean")).find((node) => node !== undefined);
  const epsilon = sum.inputs.map((input) => parameterOf(scope, input)).find((parameter) => parameter !== null);
  const centred = mean && (await squared(scope, mean.inputs[0]));
  if (!mean || !epsilon || !centred || !(await isOfLastAxes(scope, mean))) return null;
  const eps = await onlyValue(epsilon);
  const quotient = quotientBy(scope, root, centred);
  const centre = await centreOf(scope, centred);
  if (eps === null || centre === "unsure") return null;
  const made = quotient ? affineOf(scope, quotient, centre !== undefined) : centre && affineNorm(scope, root, centre);
  if (!made) return null;
  return {
    method: centre ? "layer" : "rms",
    operator: centre ? "ReduceMean, Sub, Sqrt, Div" : "ReduceMean, Sqrt, Div",
    // What is normalized is used several times, so that nothing can be folded.
    input: null,
    enters: centre ? (centre.inputs[0] ?? null) : centred,
    ...made,
    mean: null,
    variance: null,
    eps: shortestFloat32(eps),
    momentum: null,
  };
}

/** Weight and bias behind a normalization, where there are any, and the value that leaves it. */
function affineOf(
  scope: GraphScope,
  quotient: OnnxNode,
  isCentred: boolean,
): Pick<FoundNorm, "node" | "weight" | "bias" | "leaves"> {
  const none = { node: quotient, weight: null, bias: null, leaves: quotient.outputs[0] ?? "" };
  const scaled = onlyUser(scope, quotient.outputs[0]);
  const weight = scaled?.operator === "Mul" ? besides(scope, scaled, quotient.outputs[0]) : null;
  // A single number scales, but is no weight.
  if (!scaled || !weight || weight.count <= 1) return none;
  const shifted = onlyUser(scope, scaled.outputs[0]);
  const bias = isCentred && shifted?.operator === "Add" ? besides(scope, shifted, scaled.outputs[0]) : null;
  return { node: quotient, weight, bias, leaves: (bias ? shifted : scaled)!.outputs[0] ?? "" };
}

/** What a value is the square of. */
async function squared(scope: GraphScope, value: string | undefined): Promise<string | undefined> {
  const node = producerOf(scope, value);
  if (!node || !isStandard(node)) return undefined;
  const [base, other] = node.inputs.map((input) => behindCasts(scope, input));
  if (node.operator === "Mul" && base === other) return base;
  if (node.operator !== "Pow") return undefined;
  const exponent = parameterOf(scope, node.inputs[1]);
  return exponent && (await onlyValue(exponent)) === 2 ? base : undefined;
}

/** The node that divides the value by the root: Div, or Mul by its reciprocal. */
function quotientBy(scope: GraphScope, root: OnnxNode, value: string): OnnxNode | undefined {
  const user = onlyUser(scope, root.outputs[0]);
  const divides = user?.operator === "Div" && behindCasts(scope, user.inputs[1]) === root.outputs[0];
  if (divides && behindCasts(scope, user.inputs[0]) === value) return user;
  const isReciprocal = user?.operator === "Reciprocal" || (divides && parameterOf(scope, user.inputs[0]) !== null);
  if (!user || !isReciprocal) return undefined;
  const product = onlyUser(scope, user.outputs[0]);
  const factors = product?.inputs.map((input) => behindCasts(scope, input));
  return product?.operator === "Mul" && factors?.includes(value) ? product : undefined;
}

/** The node that takes the mean away, undefined where none does; "unsure" where it is not that of the last axes. */
async function centreOf(scope: GraphScope, value: string): Promise<OnnxNode | undefined | "unsure"> {
  const difference = producer(scope, value, "Sub");
  const mean = difference && producer(scope, difference.inputs[1], "ReduceMean");
  if (!difference || !mean) return undefined;
  const isOfInput = behindCasts(scope, mean.inputs[0]) === behindCasts(scope, difference.inputs[0]);
  return isOfInput && (await isOfLastAxes(scope, mean)) ? difference : "unsure";
}

/** Whether a mean is over the last axes; those counted from the front may be any where the rank is not known. */
async function isOfLastAxes(scope: GraphScope, mean: OnnxNode): Promise<boolean> {
  const given = mean.attributes.get("axes")?.ints;
  const axes = given ?? (await parameterOf(scope, mean.inputs[1])?.read());
  if (!axes || axes.length === 0) return false;
  const rank = scope.graph.ranks.get(mean.inputs[0] ?? "");
  const fromEnd = axes.map((axis) => (axis >= 0 && rank !== undefined ? axis - rank : axis));
  const sorted = fromEnd.toSorted((one, other) => other - one);
  return sorted.every((axis, i) => axis === -1 - i);
}

function producer(scope: GraphScope, value: string | undefined, operator: string): OnnxNode | undefined {
  const node = producerOf(scope, value);
  return node?.operator === operator && isStandard(node) ? node : undefined;
}

async function onlyValue(parameter: Parameter): Promise<number | null> {
  const values = await parameter.read();
  return values?.length === 1 ? values[0]! : null;
}
