import { formatShare } from "../formatNumber";
import { type Distribution, lowerEdge, middleOf } from "../overTime/distribution";
import type { Place } from "../run/runRecord";
import type { RunRule } from "./runRule";

const LEAST_VALUES = 500;
const NOTABLE_SHARE = 0.5;
const ILL_SHARE = 0.75;

/** Where a function hardly changes: its slope is below a fiftieth of its steepest, or 0. */
interface Saturation {
  /** Output at or below, and at or above which it is saturated. */
  readonly output: readonly [low: number, high: number];
  /** Null where a person may set the limits. */
  readonly input: readonly [low: number, high: number] | null;
}

/** By class in lower case. */
const FUNCTIONS: Readonly<Record<string, Saturation>> = {
  tanh: { output: [-0.9921875, 0.9921875], input: [-2.75, 2.75] },
  sigmoid: { output: [0.0078125, 0.9921875], input: [-4.875, 4.875] },
  hardsigmoid: { output: [0, 1], input: [-3, 3] },
  hardtanh: { output: [-1, 1], input: null },
  relu6: { output: [Number.NEGATIVE_INFINITY, 6], input: [Number.NEGATIVE_INFINITY, 6] },
};

/** NRM929. */
export const saturated: RunRule = {
  code: "NRM929",
  title: "An activation function is saturated",
  severity: "warning",
  explanation: [
    "At the end of the run, most values lie where the function hardly changes: tanh beyond ±0.992, a sigmoid below 0.008 " +
      "or above 0.992, hard variants on their limits, ReLU6 at 6. The gradient through such values is a fiftieth of what it " +
      "could be or less, and the layers before it hardly learn any more. From half of the values on it is said, from " +
      "three quarters on it is a warning.",
    "What enters the function is too large: weights too large at the beginning, inputs that are not scaled, a learning " +
      "rate too high. A normalization layer before the function keeps it in its range.",
    "The last of the watched layers is left out: a classifier's output is meant to be sure of itself.",
  ],
  sources: ["Glorot & Bengio 2010, section 3", "LeCun et al. 1998, Efficient BackProp"],
  check({ layer: { type, place }, lastValues, isLast }) {
    const limits = limitsOf(type, place);
    if (!limits || isLast || !lastValues || lastValues.total < LEAST_VALUES) return null;
    const share = shareBeyond(lastValues, limits);
    if (!(share >= NOTABLE_SHARE) || hasOtherLimits(type, lastValues)) return null;
    return {
      severity: share >= ILL_SHARE ? "warning" : "information",
      message:
        `This ${type} is saturated: ${formatShare(share)} of its ${place} in the last logged step lies where it hardly ` +
        "changes. Hardly any gradient gets through these.",
    };
  },
};

function limitsOf(type: string, place: Place): readonly [number, number] | null {
  const key = type.toLowerCase();
  if (place === "gradient" || !Object.hasOwn(FUNCTIONS, key)) return null;
  return FUNCTIONS[key]![place];
}

/** A Hardtanh whose limits a person has set to more than ±1. */
function hasOtherLimits(type: string, { keys }: Distribution): boolean {
  return type.toLowerCase() === "hardtanh" && keys.some((key) => Math.abs(lowerEdge(Math.abs(key), 0)) > 1);
}

/** By whole buckets: limits are edges of buckets. */
function shareBeyond({ keys, counts, total }: Distribution, [low, high]: readonly [number, number]): number {
  let beyond = 0;
  keys.forEach((key, i) => {
    const nearer = key < 0 ? -lowerEdge(-key, 0) : lowerEdge(key, 0);
    if (nearer >= high || (key <= 0 ? nearer : middleOf(key)) <= low) beyond += counts[i]!;
  });
  return beyond / total;
}
