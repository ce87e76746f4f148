import type { Finding } from "../finding";
import type { FoundNorm } from "../norms/findNorms";

/** A normalization layer with the values of its parameters and buffers, one entry a channel. */
export interface NormValues {
  readonly weight: Float64Array | null;
  readonly bias: Float64Array | null;
  readonly runningMean: Float64Array | null;
  readonly runningVariance: Float64Array | null;
  readonly numBatchesTracked: number | null;
}

/** What a rule judges. */
export interface JudgedNorm extends FoundNorm {
  readonly values: NormValues;
  /** The dtype that the parameters are stored in; the widest where they differ. */
  readonly dtype: string;
  /** The same layer of the checkpoint that this one is compared with. */
  readonly reference: NormValues | null;
}

/** One thing that can be wrong with a normalization layer, as its parameters alone show it. */
export interface NormRule {
  /** Stable, never reused: NRM9xx. */
  readonly code: string;
  readonly title: string;
  /** The gravest that `check` gives. */
  readonly severity: Finding["severity"];
  /** What it means, why it comes about, what to do: paragraphs of plain text. */
  readonly explanation: readonly string[];
  /** Where the facts are from. */
  readonly sources: readonly string[];
  /** Null where all is well or nothing can be said. The message gives the fact, its numbers and its consequence. */
  readonly check: (norm: JudgedNorm) => Omit<Finding, "code"> | null;
}

/** The parameters and buffers of a layer that it has, with what people call them. */
export function namedValues({ values }: JudgedNorm): readonly (readonly [name: string, values: Float64Array])[] {
  const all = [
    ["γ", values.weight],
    ["β", values.bias],
    ["running mean", values.runningMean],
    ["running variance", values.runningVariance],
  ] as const;
  return all.filter((entry): entry is readonly [(typeof entry)[0], Float64Array] => entry[1] !== null);
}

/** ε: the layer's, or the default of its framework (PyTorch 1e-5, Keras 1e-3). */
export function epsOf({ eps, convention }: FoundNorm): number {
  return eps ?? (convention === "keras" ? 1e-3 : 1e-5);
}
