import { formatCount } from "../formatNumber";
import type { RunRule } from "./runRule";

/** NRM923. */
export const firstNonFinite: RunRule = {
  code: "NRM923",
  title: "NaN or infinity came up in the run",
  severity: "error",
  explanation: [
    "The finding stands at the layer and step where the run's first NaN or infinity was met, with the channel where it " +
      "is known; of layers that met one in the same step, the first. What a layer is given comes from the layers before " +
      "it: the cause lies between the layer before, whose values were finite, and this one.",
    "A batch norm takes the value over into its running average and never loses it. Look for a learning rate too high, " +
      "a division by 0 or logarithm of 0, an overflow of float16 (beyond 65504), or a batch with broken data.",
    "Gradients are left out: gradient scalers let them overflow on purpose.",
  ],
  sources: ["PyTorch: Automatic Mixed Precision (GradScaler)"],
  check({ firstNonFinite: first, channels, layer }) {
    if (!first?.origin) return null;
    const { step, rank, index, channel, nan, infinite, others } = first;
    const where = channel === null ? "" : ` in channel ${channel} of ${formatCount(channels)}`;
    const at = index === null ? "" : `, index ${formatCount(index)}`;
    const counts = [
      ...(nan > 0 ? [`${formatCount(nan)} NaN`] : []),
      ...(infinite > 0 ? [`${formatCount(infinite)} infinite`] : []),
    ];
    const more =
      others === 0
        ? ""
        : ` ${formatCount(others)} other ${others === 1 ? "layer has" : "layers have"} some in that step or later.`;
    return {
      severity: "error",
      message:
        `The run's first NaN or infinity is in this layer's ${layer.place} at step ${formatCount(step)}` +
        `${rank > 0 ? ` on rank ${rank}` : ""}${where}${at}. That batch holds ${counts.join(" and ")} here.${more}`,
    };
  },
};
