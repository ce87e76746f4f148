import type { DeclaredNorm } from "../../engine/norms/declaredNorm";
import { shortestFloat32 } from "../shortestFloat32";
import { createUniqueNames } from "../uniqueNames";
import { decomposedNorm } from "./decomposedNorm";
import type { FoundNorm } from "./foundNorm";
import type { OnnxNode } from "./graph";
import { type GraphScope, isStandard, onlyUser, parameterOf, producerOf } from "./graphScope";
import { groupNormOf } from "./groupNorm";
import { normName } from "./normName";
import { type NormOperator, normOperator } from "./normOperators";

const WEIGHTED = new Set(["Conv", "ConvTranspose", "Gemm", "MatMul"]);
const BATCH_MOMENTUM = 0.9;

/** A normalization layer, and which values of which graph enter and leave it. */
export interface PlacedNorm {
  readonly declared: DeclaredNorm;
  readonly scope: GraphScope;
  readonly enters: string | null;
  readonly leaves: string;
}

/** The normalization layers of a model's graphs, in the order of their nodes; without those that have no parameters. */
export async function declaredNorms(scopes: readonly GraphScope[]): Promise<readonly DeclaredNorm[]> {
  return (await placedNorms(scopes, hasParameters)).map(({ declared }) => declared);
}

/** The normalization layers of a model's graphs that `wanted` wants, in the order of their nodes. */
export async function placedNorms(
  scopes: readonly GraphScope[],
  wanted: (norm: FoundNorm) => boolean = () => true,
): Promise<readonly PlacedNorm[]> {
  const taken = new Set<string>();
  const unique = createUniqueNames();
  const norms: PlacedNorm[] = [];
  for (const scope of scopes) {
    for (const [i, node] of scope.graph.nodes.entries()) {
      const found = await normOf(scope, node);
      if (!found || !wanted(found)) continue;
      const named = nameOf(found);
      const other = found.node.name || `${found.node.operator} ${i}`;
      const name = unique(named !== null && !taken.has(named) ? named : other);
      taken.add(name);
      norms.push({ declared: declared(scope, found, name), scope, enters: found.enters, leaves: found.leaves });
    }
  }
  return norms;
}

function hasParameters({ weight, bias, mean, variance }: FoundNorm): boolean {
  return (weight ?? bias ?? mean ?? variance) !== null;
}

async function normOf(scope: GraphScope, node: OnnxNode): Promise<FoundNorm | null> {
  const operator = normOperator(node);
  if (!operator) return decomposedNorm(scope, node);
  const found = fromOperator(scope, node, operator);
  return groupNormOf(scope, found) ?? found;
}

function fromOperator(scope: GraphScope, node: OnnxNode, operator: NormOperator): FoundNorm {
  const { method, weight, bias, mean, variance, eps, joins } = operator;
  const parameter = (place: number | null) => {
    const found = place === null ? null : parameterOf(scope, node.inputs[place]);
    return found?.isListed ? found : null;
  };
  const epsilon = node.attributes.get("epsilon")?.float ?? null;
  const momentum = node.attributes.get("momentum")?.float ?? null;
  return {
    method,
    operator: node.operator,
    node,
    input: joins ? null : (node.inputs[0] ?? null),
    enters: joins ? null : (node.inputs[0] ?? null),
    leaves: node.outputs[0] ?? "",
    weight: parameter(weight),
    bias: parameter(bias),
    mean: parameter(mean),
    variance: parameter(variance),
    eps: epsilon === null ? eps : shortestFloat32(epsilon),
    momentum: method !== "batch" ? null : momentum === null ? BATCH_MOMENTUM : shortestFloat32(momentum),
  };
}

/** Its module as the exporter says it, else by its parameters, whose names may be another layer's. */
function nameOf({ node, weight, bias, mean, variance }: FoundNorm): string | null {
  const parameters = [weight, bias, mean, variance].filter((parameter) => parameter !== null);
  const byAlias = normName(parameters.map(({ alias }) => alias));
  return node.module || (byAlias ?? normName(parameters.map(({ name }) => name)));
}

function declared(
  scope: GraphScope,
  { input, weight, bias, mean, variance, ...norm }: FoundNorm,
  name: string,
): DeclaredNorm {
  return {
    name,
    method: norm.method,
    operator: norm.operator,
    weight: weight?.name ?? null,
    bias: bias?.name ?? null,
    runningMean: mean?.name ?? null,
    runningVariance: variance?.name ?? null,
    eps: norm.eps,
    momentum: norm.momentum,
    // ONNX weighs the old average, as Keras does.
    convention: "keras",
    follows: input === null ? null : weightsBefore(scope, input),
  };
}

/** The weights of the convolution or linear layer that makes a value which nothing else uses. */
function weightsBefore(scope: GraphScope, value: string): string | null {
  if (!onlyUser(scope, value)) return null;
  const node = producerOf(scope, value);
  if (!node || !isStandard(node)) return null;
  if (WEIGHTED.has(node.operator)) return parameterOf(scope, node.inputs[1])?.name ?? null;
  if (node.operator !== "Add") return null;
  // A linear layer over more than two axes is a product and a sum.
  const product = node.inputs.find((input) => producerOf(scope, input)?.operator === "MatMul");
  const isBias = node.inputs.some((input) => input !== product && parameterOf(scope, input));
  return product && isBias ? weightsBefore(scope, product) : null;
}
