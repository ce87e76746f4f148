import type { Piece } from "../hoverText";
import type { Architecture, Evidence } from "./place";

/** "frozen" is batch norm in inference mode, "example" layer norm over all of an example, "graph" one for each graph. */
export type AdvisedMethod = "batch" | "frozen" | "group" | "example" | "layer" | "rms" | "instance" | "graph" | "other";

/** What something rests on. */
export type Ground =
  /** A rule of the catalogue, by its code. */
  | { readonly kind: "rule"; readonly code: string }
  /** A paper or a framework's documentation. */
  | { readonly kind: "source"; readonly label: string; readonly url: string }
  /** Numbers of the batch-size study. */
  | { readonly kind: "measurement"; readonly text: string }
  /** What was tried, in words. */
  | { readonly kind: "study"; readonly text: string }
  | ({ readonly kind: "code" } & Evidence)
  | { readonly kind: "answer"; readonly text: string };

export interface Point {
  readonly text: readonly Piece[];
  readonly grounds: readonly Ground[];
}

/** What the batch-size study says of captured activations (`engine/whatIf/batchSize`). */
export interface Measured {
  /** What was measured: a file's or a layer's name. */
  readonly name: string;
  /** What batches of each size put on the output, where its σ is 1; ascending, one at least. */
  readonly noise: readonly { readonly size: number; readonly rms: number }[];
}

/** Null is "I do not know"; what was not asked is left out. */
export interface Answers {
  readonly architecture?: Architecture | null;
  /** Examples that one device normalizes at a time. */
  readonly batchSize?: number | null;
  /** Whether what is predicted looks like what was learned. */
  readonly statistics?: "alike" | "other" | null;
  /** Whether trained weights of this model are to be kept. */
  readonly weights?: "keep" | "new" | null;
}

/** Which normalization fits a place. */
export interface Advice {
  /** Null where what is known does not decide. */
  readonly method: AdvisedMethod | null;
  /** What kind of model the place belongs to, and what tells so. */
  readonly architecture: { readonly value: Architecture; readonly grounds: readonly Ground[] } | null;
  readonly change: "keep" | "replace" | "add" | null;
  readonly headline: readonly Piece[];
  /** Python that makes the layer, with its arguments. */
  readonly code: string | null;
  readonly why: readonly Point[];
  readonly placement: readonly Point[];
  readonly alternatives: readonly Point[];
  readonly unknown: readonly (readonly Piece[])[];
}
