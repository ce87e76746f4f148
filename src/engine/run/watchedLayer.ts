import type { Distribution } from "../overTime/distribution";
import type { DistributedStep } from "../overTime/overTimeFold";
import type { LateChannels } from "./lateChannels";
import type { LayerPart, LoggedLayer } from "./runRecord";

/** What a run showed of one layer, for its rules to judge. */
export interface WatchedLayer {
  readonly layer: LoggedLayer;
  /** What messages call it. */
  readonly name: string;
  readonly channels: number;
  /** The last logged steps in training mode, ascending and not thinned. */
  readonly recent: readonly SeenStep[];
  /** The running statistics at the end; null where the layer keeps none. */
  readonly end: { readonly mean: Float64Array; readonly variance: Float64Array } | null;
  /** Batches that the running statistics have taken in; null where the framework does not count. */
  readonly updates: number | null;
  /** Whether more steps are to come: what is not warmed up yet may still be. */
  readonly goesOn: boolean;
  /** The smallest micro-batch that one rank was given in training. */
  readonly smallest: Pick<LayerPart, "count" | "shape"> | null;
  readonly modes: ModeCounts;
  readonly firstNonFinite: FirstNonFinite | null;
  /** Each channel in the last 25 to 50 steps in training mode; null of gradients, and where channels are too many. */
  readonly late: LateChannels | null;
  /** The same of what was measured before it in the model's order; null of the first. */
  readonly lateBefore: LateChannels | null;
  /** Null where `late` is. */
  readonly depth: DepthChain | null;
  /** Whether it stands last in the model, of the layers that are watched. */
  readonly isLast: boolean;
  /** The values of the last step in training mode; null where the log does not tell. */
  readonly lastValues: Distribution | null;
  /** Of steps in training mode, thinned; none where the log does not tell. */
  readonly distributions: readonly DistributedStep[];
}

/** A layer's scale in the last steps: the standard deviation of a channel inside a step, over all channels. */
export interface LayerScale {
  readonly name: string;
  readonly sigma: number;
}

/** Layers of one class, measured at the same place, in the model's order: from the first to this one, and the next. */
export interface DepthChain {
  /** This layer is the last. */
  readonly layers: readonly LayerScale[];
  readonly next: LayerScale | null;
}

/** The batch statistics of one step. */
export interface SeenStep {
  readonly step: number;
  readonly count: number;
  readonly batchMean: Float64Array;
  /** Biased. */
  readonly batchVariance: Float64Array;
}

/** In how many forward passes the layer was in a mode, and in how many most of the others were in the other. */
export interface ModeCounts {
  readonly training: number;
  readonly evaluation: number;
  readonly evaluationAmongTraining: number;
  readonly trainingAmongEvaluation: number;
}

export interface FirstNonFinite {
  readonly step: number;
  readonly rank: number;
  /** In C order; null where the log does not say. */
  readonly index: number | null;
  readonly channel: number | null;
  /** NaN and infinite values of that micro-batch. */
  readonly nan: number;
  readonly infinite: number;
  /** Whether it is the first one of the run, and how many layers met one at that step or later. */
  readonly origin: boolean;
  readonly others: number;
}
