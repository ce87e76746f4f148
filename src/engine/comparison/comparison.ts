import type { MethodName } from "../methods/method";
import type { Channels, Report, Statistics } from "../report";

/**
 * What each normalization would make of one layer's activations, as plain data. Everything about values is over
 * the last step's tensor, or over its first examples where it is large.
 */
export interface Comparison {
  readonly version: 1;
  readonly generator: string;
  readonly source: Report["source"];
  /** All that could be compared; `layer` is one of them. */
  readonly choices: readonly LayerChoice[];
  readonly layer: ComparedLayer;
}

export interface LayerChoice {
  readonly run: string;
  readonly name: string;
}

export interface ComparedLayer extends LayerChoice {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly channelAxis: number;
  /** Examples compared, of how many there are. */
  readonly examples: readonly [compared: number, all: number];
  /** Steps behind the running statistics. */
  readonly steps: number;
  readonly numGroups: number;
  readonly before: Distribution;
  readonly methods: readonly ComparedMethod[];
}

export interface Distribution {
  readonly statistics: Statistics;
  readonly channels: Channels;
}

export interface ComparedMethod {
  readonly method: MethodName;
  readonly title: string;
  readonly formula: string;
  /** What one statistic is for: "channel", "example and group" … */
  readonly statisticPer: string;
  /** What is particular to this tensor: the number of groups, the normalized shape. */
  readonly detail: string;
  readonly axes: readonly number[];
  /** Values behind one statistic (m), and how many statistics there are. */
  readonly count: number;
  readonly statistics: number;
  /** With the input's own statistics; null where the method refuses this tensor. */
  readonly training: Distribution | null;
  /** Why the method refuses. */
  readonly refusal: string | null;
  /** With running statistics, where the method can keep them and could be trained; else it equals training. */
  readonly inference: Distribution | null;
}
