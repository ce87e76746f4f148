import type { Finding } from "../engine/finding";

/** Which training run's logs to judge. */
export interface HealthRequest {
  /** Absolute paths of logs, or of folders with some. */
  readonly paths: readonly string[];
}

/** What a list of training runs tells of them. Names and messages are text from outside. */
export interface RunHealth {
  readonly runs: readonly LoggedHealth[];
}

/** How a run's log ends: with a record that says so, or with none (it goes on, or its process was killed). */
export type LogState = "open" | "finished" | "exception";

export interface LoggedHealth {
  readonly name: string;
  readonly state: LogState;
  /** The class of the exception that ended the run; null where none did. */
  readonly exception: string | null;
  /** Steps in the log: those that the rank with the most has. */
  readonly steps: number;
  /** In milliseconds since 1970, UTC; null where the log does not say. */
  readonly started: number | null;
  /** Every how many steps one is logged. */
  readonly every: number;
  /** In the log's order. */
  readonly layers: readonly LayerHealth[];
  /** On the logs themselves. */
  readonly findings: readonly Finding[];
}

export interface LayerHealth {
  readonly name: string;
  /** Of the worst finding; null where nothing was found. */
  readonly severity: Severity | null;
  /** The findings' messages, the worst first. */
  readonly messages: readonly string[];
}

export type Severity = Finding["severity"];

/** The worst first. */
export const SEVERITIES: readonly Severity[] = ["error", "warning", "information", "hint"];
