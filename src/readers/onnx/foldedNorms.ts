import type { OnnxNode } from "./graph";
import { isStandard } from "./graphScope";

/** A batch norm that has become part of the layer before it. */
export interface FoldedNorm {
  readonly name: string;
  /** The operator that it was folded into. */
  readonly operator: string;
  readonly leaves: string;
}

const FOLDED_INTO = new Set(["Conv", "ConvTranspose", "Gemm"]);
/** "layer1.0.bn1", "/bn1/BatchNormalization_output_0", "resnet/conv1/bn/FusedBatchNormV3:0". */
const BATCH_NORM = /^(.*?(?:^|[./_])(?:bn|batch_?norm(?:alization)?)_?\d*)(?:[./_:]|$)|^(.*?)[./]?FusedBatchNorm/i;

/**
 * Batch norms of which only the names are left: a convolution or linear layer's output is called as a batch norm's, or
 * a normalization layer's parameters would be, and nothing normalizes. What has no such name is not found.
 */
export function foldedNorms(nodes: readonly OnnxNode[]): readonly FoldedNorm[] {
  return nodes.flatMap((node) => {
    const [output = ""] = node.outputs;
    if (!FOLDED_INTO.has(node.operator) || !isStandard(node)) return [];
    const [, module, path] = BATCH_NORM.exec(output) ?? [];
    const name = (module ?? path)?.replace(/^\//, "").replaceAll("/", ".");
    return name ? [{ name, operator: node.operator, leaves: output }] : [];
  });
}
