import type { Convention } from "../engine/convention";
import type { WholeSums } from "../engine/kernels/profileKernels";
import type { ChannelSums } from "../engine/statistics/channelSums";
import type { Dtype } from "../engine/tensor";
import type { HealthRequest, RunHealth } from "./runHealth";

/** What the worker does for the extension host. Calls and answers are derived from it. */
export interface EngineApi {
  /**
   * Profiles files and folders on this machine's disk. The report comes as JSON text (reportJson.ts),
   * because a message to a webview turns NaN into null and loses typed arrays in arrays.
   */
  profile(request: ProfileRequest): Promise<string>;
  /** Compares what each normalization makes of one layer; the comparison comes as JSON text (comparisonJson.ts). */
  compare(request: CompareRequest): Promise<string>;
  /** What a file holds: names, dtypes and shapes, none of the values. */
  list(request: FileRequest): Promise<TensorListing>;
  /** The normalization layers of a checkpoint and what is wrong with them, as a report without tensors, as JSON text. */
  norms(request: NormsRequest): Promise<string>;
  /** How training runs do, by their logs: little, for a list of many. */
  health(request: HealthRequest): Promise<RunHealth>;
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
}

/** Why a call did not end well. */
export interface Failure {
  readonly message: string;
  /** Where the file has lost its dtype: what the caller may ask to read it as. */
  readonly dtypeChoices?: readonly Dtype[];
}
