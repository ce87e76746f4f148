import type { NormRule } from "./normRule";

/** NRM911. */
export const halfFrozen: NormRule = {
  code: "NRM911",
  title: "Parameters and running statistics did not move together",
  severity: "information",
  explanation: [
    "Compared with the other checkpoint, γ and β have changed while the running statistics are the same to the last " +
      "bit, or the other way round.",
    "Statistics that stand still while γ and β are trained: the layer was in evaluation mode during training. That is " +
      "right for a backbone frozen on purpose, and the classic fault where eval() was called for a validation and " +
      "train() never again.",
    "Statistics that move while γ and β stand still: the parameters were frozen (requires_grad=False), the layer was " +
      "not put into evaluation mode. Freezing parameters does not freeze buffers; the pretrained statistics are lost " +
      "little by little.",
  ],
  sources: ["PyTorch: torch.nn.BatchNorm2d", "Keras: transfer learning guide (trainable = False)"],
  check({ values, reference }) {
    if (!reference || !values.runningMean || !values.runningVariance || !values.weight) return null;
    if (!reference.runningMean || !reference.runningVariance || !reference.weight) return null;
    const sameStatistics =
      equal(values.runningMean, reference.runningMean) && equal(values.runningVariance, reference.runningVariance);
    const sameParameters = equal(values.weight, reference.weight) && equal(values.bias, reference.bias);
    if (sameStatistics === sameParameters) return null;
    return {
      severity: "information",
      message: sameStatistics
        ? "The running statistics stood still while γ and β were trained. The layer was in evaluation mode during training: on purpose?"
        : "The running statistics moved while γ and β stood still. The parameters were frozen, the statistics were not: on purpose?",
    };
  },
};

function equal(one: Float64Array | null, other: Float64Array | null): boolean {
  if (!one || !other) return one === other;
  return one.length === other.length && one.every((value, i) => Object.is(value, other[i]));
}
