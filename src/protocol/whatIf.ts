import type { ExplainedGap } from "../engine/whatIf/gapAdvice";
import type { BatchSizeSensitivity } from "../engine/whatIf/sensitivity";

/** What a person asks about one layer of a profile. */
export type Question = BatchSizeQuestion | GapQuestion;

/** A layer by the names that it has in the report. */
interface OfLayer {
  readonly run: string;
  readonly layer: string;
}

export interface BatchSizeQuestion extends OfLayer {
  readonly about: "batchSize";
}

/** How a trained batch norm's outputs in training and in inference differ. */
export interface GapQuestion extends OfLayer {
  readonly about: "gap";
  /** Absolute path of a file that holds the trained layer, by the same name. */
  readonly checkpoint: string;
  /** In training, in the meaning of the checkpoint's framework; null where nobody told. */
  readonly momentum: number | null;
  /** Of a batch of training; null where nobody told. */
  readonly trainingExamples: number | null;
}

export type Answer = BatchSizeAnswer | GapAnswer;
export type AnswerTo<Q extends Question> = Q extends GapQuestion ? GapAnswer : BatchSizeAnswer;

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

/** A question as a key: answers to equal ones are equal. */
export function keyOf(question: Question): string {
  return JSON.stringify(Object.entries(question).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
