import type { Finding } from "../finding";
import { formatNumber } from "../formatNumber";
import { tensorPath } from "../norms/tensorPath";
import type { Statistics } from "../report";
import { INFINITE_AS_FLOAT16, LARGEST_FLOAT16 } from "./beyondFloat16";
import type { NormRule } from "./normRule";

/** NRM912: of any parameter, not only those of normalization layers; told where a whole tensor is profiled. */
export const weightsBeyondFloat16: Omit<NormRule, "check"> = {
  code: "NRM912",
  title: "A parameter does not fit into float16",
  severity: "information",
  explanation: [
    "float16 ends at 65504, and this tensor of parameters holds larger values in a wider type. Converted to float16 they " +
      "become infinite, and everything that is computed with them NaN or infinite.",
    "Weights of trained networks are hardly ever above a hundred: look for a buffer that counts or sums, for an " +
      "embedding of raw positions, or for a weight that has diverged. bfloat16 holds numbers as large as float32 does.",
  ],
  sources: ["IEEE 754-2019, binary16", "PyTorch: automatic mixed precision"],
};

const WIDER: ReadonlySet<string> = new Set(["float32", "float64", "bfloat16"]);
const PARAMETERS: ReadonlySet<string> = new Set(["weight", "bias", "kernel", "embedding", "gamma", "beta", "scale"]);

/** The finding for one tensor; null for activations, whose names are not a parameter's, and where all values fit. */
export function weightsBeyondFloat16In(
  name: string,
  dtype: string,
  { min, max }: Pick<Statistics, "min" | "max">,
): Finding | null {
  const largest = Math.max(Math.abs(min), Math.abs(max));
  if (!WIDER.has(dtype) || !PARAMETERS.has(tensorPath(name).leaf) || !(largest >= INFINITE_AS_FLOAT16)) return null;
  return {
    code: weightsBeyondFloat16.code,
    severity: "information",
    message: `This parameter does not fit into float16: it reaches ${formatNumber(largest)}, over ${LARGEST_FLOAT16}. As float16 it is infinite.`,
  };
}
