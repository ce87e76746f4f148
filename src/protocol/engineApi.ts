import type { Convention } from "../engine/convention";
import type { WholeSums } from "../engine/kernels/profileKernels";
import type { ChannelSums } from "../engine/statistics/channelSums";
import type { Dtype } from "../engine/tensor";
import type { Measured } from "./measured";
import type { HealthRequest, RunHealth } from "./runHealth";
import type { Question } from "./whatIf";

/** What the worker does for the extension host. Calls and answers are derived from it. */
export interface EngineApi {
  /**
   * Profiles files and folders on this machine's disk. The report comes as JSON text (reportJson.ts),
   * because a message to a webview turns NaN into null and loses typed arrays in arrays.
   */
  profile(request: ProfileRequest): Promise<string>;
  /**
   * Profiles like `profile`, and keeps what was read of run logs in this thread: a later call for the same paths reads
   * what has been added since. The layers of runs are outlines, but for the one that is wanted in full.
   */
  follow(request: FollowRequest): Promise<Followed>;
  /** One layer of a run in full, as JSON text (reportJson.ts); in the thread that follows its paths, without reading all again. */
  layer(request: LayerRequest): Promise<string>;
  /** Compares what each normalization makes of one layer; the comparison comes as JSON text (comparisonJson.ts). */
  compare(request: CompareRequest): Promise<string>;
  /** What would be otherwise with a layer; the answer comes as JSON text (whatIfJson.ts). */
  whatIf(request: WhatIfRequest): Promise<string>;
  /** Which of some layers the files of a profile hold activations of. */
  captured(request: CapturedRequest): Promise<Captured>;
  /** What a file holds: names, dtypes and shapes, none of the values. */
  list(request: FileRequest): Promise<TensorListing>;
  /** The normalization layers of a checkpoint and what is wrong with them, as a report without tensors, as JSON text. */
  norms(request: NormsRequest): Promise<string>;
  /** How training runs do, by their logs: little, for a list of many. */
  health(request: HealthRequest): Promise<RunHealth>;
  /** What was measured last of a model's layers, in little, for the code that builds them; null where no file tells it. */
  measured(request: ProfileRequest): Promise<Measured | null>;
  /** Sums parts of a large tensor for another of the engine's threads. */
  sumParts(request: PartsRequest): Promise<SummedParts>;
}

export interface ProfileRequest {
  /** Absolute paths of files and folders. */
  readonly paths: readonly string[];
  /** Left out: guessed from the rank. */
  readonly channelAxis?: number;
  /** In `convention`'s meaning; null is the cumulative average. */
  readonly momentum: number | null;
  readonly convention: Convention;
  /** What to read values as whose dtype the file has lost. */
  readonly assumeDtype?: Dtype;
  /** Names of the only tensors to profile; left out: all. */
  readonly tensors?: readonly string[];
  /** Whether each rank of a logged run stands beside the whole; left out: it does not. */
  readonly eachRank?: boolean;
}

export interface FollowRequest extends ProfileRequest {
  /** What is wanted in full; left out: the first layer. */
  readonly wanted?: WantedLayer;
  /** The stamp of the answer that the caller has; left out: none. */
  readonly known?: string;
}

/** A layer of a run, or of several, and the steps to show of it. */
export interface WantedLayer {
  readonly layer: string;
  /** Both ends included; null is the whole run. */
  readonly steps: readonly [from: number, to: number] | null;
}

export interface LayerRequest extends WantedLayer, Pick<ProfileRequest, "paths" | "eachRank"> {
  /** Its name in the report. */
  readonly run: string;
}

/** What follows from the logs as they are. */
export interface Followed {
  /** The report as JSON text; null where it is the one that the caller has. */
  readonly report: string | null;
  readonly stamp: string;
  /** Null where no log of a run is among the files: there is nothing to follow. */
  readonly live: LiveState | null;
}

/** How far runs have come that are followed together. */
export interface LiveState {
  /** Whether all of them have said so. */
  readonly ended: boolean;
  /** The last step in the report; null before the first. */
  readonly step: number | null;
  /** How many ranks the largest of them has. */
  readonly ranks: number;
  /** Milliseconds since their logs last grew. */
  readonly idle: number;
  /** In how many milliseconds steps will count that wait for other ranks; null where none wait. */
  readonly held: number | null;
}

/** One file, or the index of a sharded one. */
export interface FileRequest {
  readonly path: string;
  readonly assumeDtype?: Dtype;
}

export interface NormsRequest extends FileRequest {
  /** Path of another checkpoint, whose layers of the same names these are measured against. */
  readonly reference?: string;
}

export interface TensorListing {
  /** The file's name, without its folder. */
  readonly name: string;
  /** What the file is, as people call it. */
  readonly format: string;
  /** Size of all tensors, not of the file. */
  readonly bytes: number;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly tensors: readonly ListedTensor[];
}

export interface ListedTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: number;
  readonly role: "optimizer" | null;
  /** Why its values cannot be had; null where they can. */
  readonly closed: string | null;
}

/** A question about the files of a profile. */
export interface WhatIfRequest<Q extends Question = Question>
  extends Pick<ProfileRequest, "paths" | "channelAxis" | "assumeDtype"> {
  readonly question: Q;
}

/** A question about the files of a profile, before it is known what they hold. */
export interface CapturedRequest extends Pick<ProfileRequest, "paths" | "channelAxis" | "assumeDtype"> {
  /** Names of layers, by which they may also be found where a wrapper's name stands before them. */
  readonly layers: readonly string[];
}

export interface Captured {
  /** With those that a name could also be meant to be, because theirs end like it. */
  readonly layers: readonly CapturedLayer[];
  /** Logs of training runs among the files, which hold no activations. */
  readonly logs: number;
}

/** A layer by the names that it has in the report. */
export interface CapturedLayer {
  readonly run: string;
  readonly layer: string;
  /** In the last step. */
  readonly examples: number;
  /** Null where its shape has no axis for them. */
  readonly channels: number | null;
}

export interface CompareRequest extends ProfileRequest {
  /** Left out: the first. */
  readonly layer?: { readonly run: string; readonly name: string };
  /** Left out, or not a divisor of the channels: the usual number. */
  readonly numGroups?: number;
}

/** Some parts of one tensor of a file; see engine/profile.ts. */
export interface PartsRequest {
  readonly file: { readonly path: string; readonly name: string; readonly assumeDtype?: Dtype | undefined };
  /** Its place among the file's tensors. */
  readonly tensor: number;
  readonly channelAxis: number | null;
  readonly parts: readonly [from: number, to: number];
}

export interface SummedParts {
  /** One entry a part. */
  readonly channels: readonly ChannelSums[];
  readonly whole: WholeSums;
}

/** How far a call has come: files read, the part of one counting as a fraction. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** Batches are drawn of what was read; left out: files are read. */
  readonly drawing?: true;
  /** A model is run, a batch after the other, and so often as memory asks for; left out: files are read. */
  readonly running?: true;
}

/** Why a call did not end well. */
export interface Failure {
  readonly message: string;
  /** Where the file has lost its dtype: what the caller may ask to read it as. */
  readonly dtypeChoices?: readonly Dtype[];
}
