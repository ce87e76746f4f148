import type { ExplainedGap } from "../engine/whatIf/gapAdvice";
import type { Cause } from "../engine/whatIf/gapCauses";
import type { BatchSizeSensitivity } from "../engine/whatIf/sensitivity";

/** What a person asks about a layer of a profile, or about all of a run's. */
export type Question = LayerQuestion | NetworkQuestion;
export type LayerQuestion = BatchSizeQuestion | GapQuestion;

/** A layer by the names that it has in the report. */
interface OfLayer {
  readonly run: string;
  readonly layer: string;
}

export interface BatchSizeQuestion extends OfLayer {
  readonly about: "batchSize";
}

/** How a trained batch norm's outputs in training and in inference differ. */
export interface GapQuestion extends OfLayer, OfTraining {
  readonly about: "gap";
}

/** In which of a run's layers the gap between training and inference arises. */
export interface NetworkQuestion extends OfTraining {
  readonly about: "network";
  readonly run: string;
  /** Absolute path of a file that holds what entered the layers in inference, of the same examples. */
  readonly inference: string;
}

interface OfTraining {
  /** Absolute path of a file that holds the trained layers, by the same names. */
  readonly checkpoint: string;
  /** In training, in the meaning of the checkpoint's framework; null where nobody told. */
  readonly momentum: number | null;
  /** Of a batch of training; null where nobody told. */
  readonly trainingExamples: number | null;
}

export type Answer = BatchSizeAnswer | GapAnswer | NetworkAnswer;
export type AnswerTo<Q extends Question> = Q extends GapQuestion
  ? GapAnswer
  : Q extends NetworkQuestion
    ? NetworkAnswer
    : BatchSizeAnswer;

/** What batch size does to a layer, of the last step's activations. */
export interface BatchSizeAnswer {
  /** The step's number, where its file's name tells one and there are several. */
  readonly step: number | null;
  readonly shape: readonly number[];
  readonly channelAxis: number;
  readonly sensitivity: BatchSizeSensitivity;
}

/** A layer's gap on the last step's activations. */
export interface GapAnswer extends ExplainedGap {
  /** As BatchSizeAnswer has it. */
  readonly step: number | null;
  readonly shape: readonly number[];
  /** The layer's name in the checkpoint. */
  readonly layer: string;
  readonly eps: number;
}

/** Where a run's gap arises, on the last step's activations. */
export interface NetworkAnswer {
  /** As BatchSizeAnswer has it. */
  readonly step: number | null;
  /** In the order in which they run; one at least. */
  readonly layers: readonly LayerShift[];
  /** Index of the layer whose statistics are most at fault; null where sampling explains every layer's own gap. */
  readonly culprit: number | null;
  readonly advice: string;
}

/** What a layer's output is shifted by from training to inference, as `engine/whatIf/networkGap` has it. RMS, γ included. */
export interface LayerShift {
  readonly name: string;
  readonly rms: number;
  readonly rmsOwn: number;
  readonly rmsInherited: number;
  readonly ownShare: number;
  /** What sampling alone would make of its own part. */
  readonly noise: number;
  readonly cause: Cause;
  /** What its statistics add to the squared shift of the last layer, of 1. */
  readonly ofLast: number;
}

/** A question as a key: answers to equal ones are equal. */
export function keyOf(question: Question): string {
  return JSON.stringify(Object.entries(question).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
