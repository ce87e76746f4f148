import type { MethodName } from "../../engine/methods/method";
import type { OnnxNode } from "./graph";

/** Which of a normalization operator's inputs is what; eps where its attribute is left out. */
export interface NormOperator {
  readonly method: MethodName;
  readonly weight: number;
  readonly bias: number | null;
  readonly mean: number | null;
  readonly variance: number | null;
  readonly eps: number;
  /** More than one tensor goes in, or it is not the first input alone that is normalized. */
  readonly joins: boolean;
}

const ONNX_EPS = 1e-5;
const SKIP_EPS = 1e-12;
const DOMAINS: readonly string[] = ["", "ai.onnx", "com.microsoft"];

/** onnx/docs/Operators.md; onnxruntime/docs/ContribOperators.md for what com.microsoft adds. */
const OPERATORS: ReadonlyMap<string, NormOperator> = new Map([
  ["BatchNormalization", { ...plain("batch", 1, 2), mean: 3, variance: 4 }],
  ["InstanceNormalization", plain("instance", 1, 2)],
  ["LayerNormalization", plain("layer", 1, 2)],
  ["GroupNormalization", plain("group", 1, 2)],
  ["GroupNorm", plain("group", 1, 2)],
  ["SkipGroupNorm", { ...plain("group", 1, 2), joins: true }],
  ["RMSNormalization", plain("rms", 1, null)],
  ["SimplifiedLayerNormalization", plain("rms", 1, null)],
  ["SkipLayerNormalization", { ...plain("layer", 2, 3), eps: SKIP_EPS, joins: true }],
  ["SkipSimplifiedLayerNormalization", { ...plain("rms", 2, null), eps: SKIP_EPS, joins: true }],
  ["EmbedLayerNormalization", { ...plain("layer", 5, 6), eps: SKIP_EPS, joins: true }],
]);

/** What a node normalizes, if it does. */
export function normOperator({ operator, domain }: OnnxNode): NormOperator | undefined {
  return DOMAINS.includes(domain) ? OPERATORS.get(operator) : undefined;
}

function plain(method: MethodName, weight: number, bias: number | null): NormOperator {
  return { method, weight, bias, mean: null, variance: null, eps: ONNX_EPS, joins: false };
}
