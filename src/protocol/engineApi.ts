import type { Convention } from "../engine/report";
import type { Dtype } from "../engine/tensor";

/** What the worker does for the extension host. Calls and answers are derived from it. */
export interface EngineApi {
  /**
   * Profiles files and folders on this machine's disk. The report comes as JSON text (reportJson.ts),
   * because a message to a webview turns NaN into null and loses typed arrays in arrays.
   */
  profile(request: ProfileRequest): Promise<string>;
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
