import type { DeclaredNorm } from "../../engine/norms/declaredNorm";
import type { OnnxNode } from "./graph";
import type { Parameter } from "./graphScope";

/** A normalization that some nodes make, with the parameters that the file holds. */
export interface FoundNorm {
  readonly method: DeclaredNorm["method"];
  readonly operator: string;
  /** The node that it is named after where its parameters have no name in common. */
  readonly node: OnnxNode;
  /** What is normalized, where nothing else uses it; null where it is more than one tensor. */
  readonly input: string | null;
  /** The value that enters the normalization, whoever else uses it; null where it is more than one tensor. */
  readonly enters: string | null;
  /** The value that it makes, scaled and shifted. */
  readonly leaves: string;
  readonly weight: Parameter | null;
  readonly bias: Parameter | null;
  readonly mean: Parameter | null;
  readonly variance: Parameter | null;
  readonly eps: number | null;
  readonly momentum: number | null;
}
