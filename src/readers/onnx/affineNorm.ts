import type { FoundNorm } from "./foundNorm";
import type { OnnxNode } from "./graph";
import { behindCasts, besides, type GraphScope, isStandard, onlyUser, parameterOf } from "./graphScope";

/**
 * A layer normalization as TensorFlow's `batch_normalization` writes one, one product over the input: with
 * f = weight / deviation, x f + (bias - mean f). Null for anything else.
 *
 * @param root the deviation
 * @param centre takes the mean away from the input, for the variance alone
 */
export function affineNorm(
  scope: GraphScope,
  root: OnnxNode,
  centre: OnnxNode,
): Pick<FoundNorm, "node" | "weight" | "bias" | "leaves"> | null {
  const reciprocal = onlyUser(scope, root.outputs[0]);
  if (reciprocal?.operator !== "Reciprocal" || !isStandard(reciprocal)) return null;
  const scaled = onlyUser(scope, reciprocal.outputs[0]);
  const weight = scaled?.operator === "Mul" ? besides(scope, scaled, reciprocal.outputs[0]) : null;
  // A single number scales, but is no weight.
  if (weight ? weight.count <= 1 : scaled) return null;
  const factor = (weight ? scaled! : reciprocal).outputs[0] ?? "";
  const users = scope.users.get(factor) ?? [];
  const [ofInput, ofMean] = centre.inputs.map((value) => productWith(scope, users, value));
  if (users.length !== 2 || !ofInput || !ofMean || ofInput === ofMean) return null;
  const shift = onlyUser(scope, ofMean.outputs[0]);
  const sum = onlyUser(scope, ofInput.outputs[0]);
  if (shift?.operator !== "Sub" || behindCasts(scope, shift.inputs[1]) !== ofMean.outputs[0] || !sum) return null;
  if (sum === shift) return { node: sum, weight, bias: null, leaves: sum.outputs[0] ?? "" };
  const bias = parameterOf(scope, shift.inputs[0]);
  const isSum = sum.operator === "Add" && onlyUser(scope, shift.outputs[0]) === sum;
  return bias && isSum ? { node: sum, weight, bias, leaves: sum.outputs[0] ?? "" } : null;
}

function productWith(scope: GraphScope, users: readonly OnnxNode[], value: string): OnnxNode | undefined {
  const source = behindCasts(scope, value);
  return users.find(({ operator, inputs }) => {
    return operator === "Mul" && inputs.some((input) => behindCasts(scope, input) === source);
  });
}
