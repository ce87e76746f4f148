import type { DataFacts } from "../engine/lab/labNumbers";
import type { Point } from "../engine/lab/train";
import type { FileToSave } from "./editor";

/** What a person has asked the lab for. */
export interface LabRequest {
  /** Name of an experiment. */
  readonly experiment: string;
  /** Trainings of each network, from seeds 1, 2, …. */
  readonly seeds: number;
  /** Steps of each training at most; null is as many as the experiment has. */
  readonly steps: number | null;
}

/** One training of an experiment: the place of its arm, and the seed. */
export interface TrainingKey {
  readonly arm: number;
  readonly seed: number;
}

/** What an experiment takes. */
export interface LabPlan {
  /** Steps of each arm's training. */
  readonly steps: readonly number[];
  readonly data: DataFacts;
  /** Who trains: "normscope 0.1.0". */
  readonly generator: string;
}

/** What the host tells a thread that trains. */
export type ToLabThread =
  | { readonly type: "plan"; readonly request: LabRequest }
  | { readonly type: "train"; readonly request: LabRequest; readonly key: TrainingKey }
  /** Noticed at every few steps. */
  | { readonly type: "pause"; readonly paused: boolean };

/** What a thread that trains tells the host. */
export type FromLabThread =
  | { readonly type: "planned"; readonly plan: LabPlan }
  | { readonly type: "step"; readonly step: number; readonly point: Point | null }
  | { readonly type: "trained" }
  | { readonly type: "failed"; readonly message: string };

/** An experiment that was asked for, without the points of its trainings. */
export interface LabRun {
  /** Counts from 1. */
  readonly id: number;
  readonly request: LabRequest;
  readonly state: "running" | "paused" | "finished" | "stopped" | "failed";
  /** Why it failed; null where it did not. */
  readonly message: string | null;
  /** Null until the digits are read. */
  readonly plan: LabPlan | null;
  readonly progress: LabRunProgress;
}

export interface LabRunProgress {
  readonly trainings: { readonly finished: number; readonly inAll: number };
  readonly steps: { readonly done: number; readonly inAll: number };
  /** Those that are being trained. */
  readonly now: readonly (TrainingKey & { readonly step: number })[];
  /** Null as long as nothing can be said. */
  readonly secondsLeft: number | null;
}

/** What the host tells the lab's page. */
export type ToLab =
  /** Everything there is: comes first, and to every page that VS Code has made anew. Points as `labPoints` writes them. */
  | { readonly type: "session"; readonly runs: readonly { readonly run: LabRun; readonly points: string }[] }
  | { readonly type: "run"; readonly run: LabRun }
  /** What has come since. */
  | { readonly type: "points"; readonly id: number; readonly points: string }
  | { readonly type: "removed"; readonly id: number };

/** What the lab's page asks of the host. */
export type FromLab =
  | { readonly type: "ready" }
  | { readonly type: "start"; readonly request: LabRequest }
  | { readonly type: "pause"; readonly paused: boolean }
  | { readonly type: "stop" }
  /** Trains what is missing of a run that was stopped or has failed. */
  | { readonly type: "continue"; readonly id: number }
  | { readonly type: "remove"; readonly id: number }
  | { readonly type: "save"; readonly file: FileToSave };
