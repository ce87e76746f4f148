export type Tri = "yes" | "no" | "unknown";

/** What a model's layers hold. */
export interface ModelKind {
  /** Live batch norm; one that is frozen for good does not count. */
  readonly batchNorm: Tri;
  /** Anything random in training, such as dropout or stochastic depth. */
  readonly dropout: Tri;
  /** In which mode the constructor leaves it; a Keras model has none. */
  readonly mode: "train" | "eval" | "unknown";
  readonly framework: "torch" | "keras" | "flax";
}

/** A string literal among a call's arguments, with the keyword it is given by. */
export interface Text {
  readonly name: string | null;
  readonly text: string;
}

/** What is known of a call's arguments: its string literals in their order, and all its keywords, null where those are not known. */
export interface ModelCall {
  readonly texts: readonly Text[];
  readonly keywords: readonly string[] | null;
}
