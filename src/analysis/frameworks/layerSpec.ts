import type { Method, Parameter } from "../layers";

export type Framework = "torch" | "keras" | "linen" | "nnx";

/** What a layer does, as far as rules ask. */
export type LayerKind =
  | "norm"
  | "conv"
  | "linear"
  | "embedding"
  | "recurrent"
  | "attention"
  | "transformer"
  /** Pools over windows. */
  | "pool"
  /** Pools over all of space, or to a size that is given. */
  | "adaptivePool"
  | "dropout"
  /** Not linear, value by value; the shape stays. */
  | "activation"
  | "softmax"
  | "flatten"
  | "identity"
  | "upsample"
  | "pad"
  /** Moves values between axes. */
  | "reshape"
  | "container"
  /** Adds, concatenates or multiplies several inputs. */
  | "merge"
  /** A layer around a layer. */
  | "wrapper"
  | "other";

/** A layer or function of a framework: what a call of its name makes. */
export interface LayerSpec {
  readonly framework: Framework;
  readonly name: string;
  readonly kind: LayerKind;
  /** Modules that offer it under its name. */
  readonly homes: readonly string[];
  /** Parameters under the framework's names, without `self`; those that nobody passes are left out. */
  readonly signature: readonly Parameter[];
  /** How a "norm" normalizes. */
  readonly method?: Method;
  /** Axes of space. */
  readonly rank?: 1 | 2 | 3;
  readonly transposed?: true;
  /** Learns its input's channels from the input. */
  readonly lazy?: true;
  readonly synchronized?: true;
  /** A function on tensors; its first parameter is the input. */
  readonly functional?: true;
}

/** Whether a layer's class takes part in `Sequential` order and holds other layers. */
export function isContainer(spec: LayerSpec): boolean {
  return spec.kind === "container";
}
