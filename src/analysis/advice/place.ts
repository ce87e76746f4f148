import type { Framework } from "../frameworks/layerSpec";
import type { Method } from "../layers";

/** What decides which normalization suits a model. */
export type Architecture = "convolutional" | "dense" | "transformer" | "recurrent" | "graph";

/** A stretch of the code that shows something. */
export interface Evidence {
  /** UTF-16 offset in the text. */
  readonly at: number;
  readonly code: string;
}

export interface Seen<T> extends Evidence {
  readonly value: T;
}

/** What code tells of a place that normalization is asked for. Null throughout: the code does not say. */
export interface AdvicePlace {
  /** What the cursor is in, as the code calls it; null for the file as a whole. */
  readonly name: string | null;
  readonly framework: Framework | null;
  /** How the code calls the framework's layers: "nn.", "layers.". */
  readonly prefix: string;
  readonly architecture: Seen<Architecture> | null;
  /** The normalization layer that is there, or that the place's layers agree on. */
  readonly norm: Seen<{ readonly name: string; readonly method: Method; readonly synchronized: boolean }> | null;
  /**
   * Dotted names of that layer in the models of this file, as PyTorch's `state_dict` has them; several where one line makes
   * several layers, none where it is not one line, or not known where in a model it stands.
   */
  readonly paths: readonly string[];
  /** Null as a value where only the expression is known that gives them. */
  readonly channels: (Seen<number | null> & { readonly written: string | null }) | null;
  /** Axes of space of what is normalized. */
  readonly rank: 1 | 2 | 3 | null;
  /** Examples in a batch that its training loader makes. */
  readonly batchSize: Seen<number> | null;
  /** What shares a batch out among devices, so that each normalizes a part of it. */
  readonly splits: Evidence | null;
  /** One process for each device, with batches of its own. */
  readonly distributed: Evidence | null;
  readonly accumulates: Evidence | null;
  /** Gradients of gradients; `value` says whether they go through this model, where its name tells. */
  readonly penalty: Seen<boolean | null> | null;
  /** Gradients of single examples (Opacus). */
  readonly privacy: Evidence | null;
  /** A trained model that a library brings; `value` says whether it holds batch norm that is live. */
  readonly pretrained: (Seen<"yes" | "no" | "unknown"> & { readonly architecture: Architecture | null }) | null;
  /** Something is set not to learn. */
  readonly frozen: Evidence | null;
  /** PyTorch's own transformer layer that normalizes after the sum. */
  readonly postNorm: Evidence | null;
  /** Which package's graph layers it is made of. */
  readonly graphs: "torch_geometric" | "dgl" | null;
  /** What rules find here, or in the script that trains it. */
  readonly findings: readonly Seen<string>[];
}
