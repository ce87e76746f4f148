import { formatNumber } from "../formatNumber";
import { type NormRule, namedValues } from "./normRule";

export const LARGEST_FLOAT16 = 65504;
/** Half a step beyond the largest float16: from here on, rounding to the nearest gives infinity. */
export const INFINITE_AS_FLOAT16 = 65520;

/** NRM909. */
export const beyondFloat16: NormRule = {
  code: "NRM909",
  title: "Values do not fit into float16",
  severity: "information",
  explanation: [
    "float16 ends at 65504. A parameter or running statistic of this layer is larger: model.half() would make it " +
      "infinite, and the channel's output 0 or NaN. It is stored in a wider type, so nothing is wrong until then.",
    "Keep batch normalization in float32 (autocast does), use bfloat16, or fold the layer into the one before, whose " +
      "weights stay small.",
  ],
  sources: ["IEEE 754-2019, binary16", "PyTorch: automatic mixed precision"],
  check(norm) {
    if (norm.dtype === "float16") return null;
    const found = namedValues(norm).flatMap(([name, values]) => {
      const largest = values.reduce(
        (most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most),
        0,
      );
      return largest >= INFINITE_AS_FLOAT16 ? [`${name} reaches ${formatNumber(largest)}`] : [];
    });
    if (found.length === 0) return null;
    return {
      severity: "information",
      message: `Values do not fit into float16: ${found.join(", ")}, over ${LARGEST_FLOAT16}. As float16 they are infinite.`,
    };
  },
};
