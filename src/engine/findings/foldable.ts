import type { Finding } from "../finding";
import { formatCount } from "../formatNumber";
import type { NormLayer } from "../norms/normLayer";
import type { NormRule } from "./normRule";

/** NRM908: told once for a whole checkpoint, since nothing is wrong with any of its layers. */
export const foldable: Omit<NormRule, "check"> = {
  code: "NRM908",
  title: "Batch norms could be folded for inference",
  severity: "hint",
  explanation: [
    "In evaluation a batch norm multiplies each channel by γ / √(σ² + ε) and adds a constant. Right after a " +
      "convolution or linear layer, both can be taken into that layer's weights and bias: the same output, one pass " +
      "over the activations less, and no running statistics to keep.",
    "Only for inference: training needs the layer. An ONNX graph or a Keras configuration says which layer stands " +
      "before; elsewhere it is told from names and their places in the file, and only where the running means have both " +
      "signs, since after a ReLU none is negative. Of files in alphabetical order nothing is said.",
  ],
  sources: ["PyTorch: torch.nn.utils.fusion.fuse_conv_bn_eval", "Jacob et al. 2018, section 3.2"],
};

/** The finding for a checkpoint's layers; null where none of them can be folded. */
export function foldableIn(norms: readonly NormLayer[]): Finding | null {
  const all = norms.filter(({ method, runningVariance }) => method === "batch" && runningVariance !== null);
  const found = all.filter(({ foldsInto }) => foldsInto !== null);
  if (found.length === 0) return null;
  return {
    code: foldable.code,
    severity: "hint",
    message:
      `${formatCount(found.length)} of ${formatCount(all.length)} batch norms could be folded for inference. ` +
      "Each stands right after a convolution or a linear layer.",
  };
}
