import type { FoundNorm } from "./foundNorm";
import { besides, type GraphScope, onlyUser, producerOf } from "./graphScope";

/**
 * A group normalization as exporters wrote it before ONNX had one: channels are reshaped into groups, an instance
 * normalization without parameters of its own, reshaped back, times weight, plus bias. Null for anything else.
 */
export function groupNormOf(scope: GraphScope, instance: FoundNorm): FoundNorm | null {
  const { node, method } = instance;
  const reshaped = method === "instance" ? producerOf(scope, node.inputs[0]) : undefined;
  if (reshaped?.operator !== "Reshape") return null;
  const back = onlyUser(scope, node.outputs[0]);
  if (back?.operator !== "Reshape") return null;
  const scaled = onlyUser(scope, back.outputs[0]);
  if (scaled?.operator !== "Mul") return null;
  const weight = besides(scope, scaled, back.outputs[0]);
  const shifted = onlyUser(scope, scaled.outputs[0]);
  const bias = shifted?.operator === "Add" ? besides(scope, shifted, scaled.outputs[0]) : null;
  if (!weight || weight.count <= 1) return null;
  const input = reshaped.inputs[0] ?? null;
  const leaves = (bias ? shifted : scaled)!.outputs[0] ?? "";
  return { ...instance, method: "group", input, enters: input, leaves, weight, bias };
}
