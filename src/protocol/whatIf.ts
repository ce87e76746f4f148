import type { BatchSizeSensitivity } from "../engine/whatIf/sensitivity";
import type { ProfileRequest } from "./engineApi";

/** What a person asks about one layer of a profile, by the names that it has in the report. */
export interface Question {
  readonly about: "batchSize";
  readonly run: string;
  readonly layer: string;
}

/** A question about the files of a profile. */
export interface WhatIfRequest extends Pick<ProfileRequest, "paths" | "channelAxis" | "assumeDtype"> {
  readonly question: Question;
}

/** What batch size does to a layer, of the last step's activations. */
export interface BatchSizeAnswer {
  /** The step's number, where its file's name tells one and there are several. */
  readonly step: number | null;
  readonly shape: readonly number[];
  readonly channelAxis: number;
  readonly sensitivity: BatchSizeSensitivity;
}

/** A question as a key: answers to equal ones are equal. */
export function keyOf({ about, run, layer }: Question): string {
  return JSON.stringify([about, run, layer]);
}
