import type { Convention } from "../convention";
import type { MethodName } from "../methods/method";

/** What a run log says, record by record; docs/run-log.md holds the format. Names are text from outside. */
export type RunRecord = RunHead | ThinnedRecord | LayersRecord | StepRecord | ModeRecord | EndRecord;

/** The first record of each rank's log. */
export interface RunHead {
  readonly kind: "run";
  readonly name: string;
  readonly framework: string;
  readonly rank: number;
  readonly worldSize: number;
  /** ISO 8601, as the log has it; "" where it has none. */
  readonly started: string;
  /** Every how many steps one is logged. */
  readonly every: number;
  readonly layers: readonly LoggedLayer[];
}

/** The log was thinned: from here on only steps that `every` divides are in it. */
export interface ThinnedRecord {
  readonly kind: "thinned";
  readonly every: number;
}

/** Layers that were met later; `from` is the index of the first. */
export interface LayersRecord {
  readonly kind: "layers";
  readonly from: number;
  readonly layers: readonly LoggedLayer[];
}

/** A layer that is watched. */
export interface LoggedLayer {
  readonly name: string;
  /** Its class. */
  readonly type: string;
  /** Null where it is no normalization. */
  readonly method: MethodName | null;
  readonly place: Place;
  /** Negative counts from the end. */
  readonly channelAxis: number | null;
  /** In `convention`'s meaning; null is the cumulative average, or none at all. */
  readonly momentum: number | null;
  readonly convention: Convention;
  readonly eps: number | null;
  /** Whether it keeps running statistics. */
  readonly tracks: boolean;
}

export const PLACES = ["input", "output", "gradient"] as const;
/** Which of a layer's tensors was measured. */
export type Place = (typeof PLACES)[number];

/** One micro-batch of one rank. */
export interface StepRecord {
  readonly kind: "step";
  readonly step: number;
  readonly part: number;
  readonly layers: readonly LayerPart[];
}

/** What one layer saw in one micro-batch of one rank; arrays have one entry a channel. */
export interface LayerPart {
  /** The layer's place in the log's list. */
  readonly index: number;
  readonly training: boolean;
  readonly shape: readonly number[];
  readonly dtype: string;
  /** Values per channel, the non-finite ones included. */
  readonly count: number;
  readonly nan: number;
  readonly positiveInfinity: number;
  readonly negativeInfinity: number;
  /** In C order. */
  readonly firstNonFinite: number | null;
  readonly numBatchesTracked: number | null;
  /** Finite values. */
  readonly n: Float64Array;
  readonly mean: Float64Array;
  /** Sum of squared differences from the mean. */
  readonly m2: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly zeros: Float64Array;
  /** As after the forward pass. */
  readonly runningMean: Float64Array | null;
  readonly runningVariance: Float64Array | null;
  /** Ascending codes, the upper 16 bits of values as float32, and how many values have each. */
  readonly buckets: { readonly codes: Uint16Array; readonly counts: Float64Array } | null;
}

/** Layers that were switched between training and evaluation. */
export interface ModeRecord {
  readonly kind: "mode";
  readonly step: number;
  readonly training: boolean;
  readonly layers: readonly number[];
}

/** How the run ended; a run that was killed, or that goes on, has none. */
export interface EndRecord {
  readonly kind: "end";
  readonly step: number;
  readonly reason: "finished" | "exception";
  /** The exception's class. */
  readonly exception: string | null;
}
