import type { Finding } from "../engine/finding";
import type { GapSeries } from "../engine/running/gapSeries";
import type { LogState } from "./runHealth";

/**
 * What was measured last of a model's normalization layers, in little: for the lines of code that build them. Names and
 * messages are text from outside.
 */
export interface Measured {
  readonly kind: "run" | "checkpoint" | "capture";
  /** The folder of a run or a capture, or the checkpoint's file, without where it lies. */
  readonly name: string;
  /** When it was last written to, in milliseconds since 1970. */
  readonly written: number;
  /** The last step; null where there are none. */
  readonly step: number | null;
  /** Null of what is no log. */
  readonly state: LogState | null;
  /** Whether the model has no other normalization layers, so that a class which builds others is not the model's. */
  readonly complete: boolean;
  readonly layers: readonly MeasuredLayer[];
  /** Layers beyond what is told. */
  readonly leftOut: number;
}

export interface MeasuredLayer {
  /** As the model calls the module: "layer1.0.bn2". */
  readonly path: string;
  /** What the report of the same files calls it; null where it has no figures of it. */
  readonly name: string | null;
  /** Its class, as far as known: "BatchNorm2d". */
  readonly type: string | null;
  /** How many features or channels it normalizes, as far as known. */
  readonly features: number | null;
  /** Steps that were measured, and the last of them. */
  readonly steps: number;
  readonly step: number | null;
  /** How far the last batches lie from the running mean, in running σ; median channel. Null without running statistics. */
  readonly distance: number | null;
  /** Batch variance over the running variance, of these. */
  readonly varianceRatio: number | null;
  /** Thinned to what a line of text has room for; null where there is no series. */
  readonly gaps: GapSeries | null;
  /** The worst first. */
  readonly findings: readonly Finding[];
}
