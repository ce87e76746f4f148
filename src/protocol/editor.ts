import type { Progress, TensorListing } from "./engineApi";

/** What the host tells the page of a tensor file's editor. Reports are JSON text (reportJson.ts). */
export type ToEditor =
  | { readonly type: "opening"; readonly name: string }
  | { readonly type: "listing"; readonly listing: TensorListing }
  /** The file cannot be shown; `final` where trying again would change nothing. */
  | { readonly type: "failed"; readonly name: string; readonly message: string; readonly final: boolean }
  | { readonly type: "normsProgress"; readonly progress: Progress }
  | { readonly type: "norms"; readonly report: string; readonly reference: Reference | null }
  | { readonly type: "normsFailed"; readonly message: string; readonly reference: Reference | null }
  | { readonly type: "tensorProgress"; readonly of: TensorChoice; readonly progress: Progress }
  | { readonly type: "tensor"; readonly of: TensorChoice; readonly report: string }
  | { readonly type: "tensorFailed"; readonly of: TensorChoice; readonly message: string }
  /** The file on disk is no longer the one that is shown. */
  | { readonly type: "changed"; readonly gone: boolean };

/** What the page asks of the host. */
export type FromEditor =
  /** Comes first, and again whenever VS Code has made the page anew; with what outlived the page's last life. */
  | { readonly type: "ready"; readonly reference: Reference | null }
  | { readonly type: "reload" }
  | { readonly type: "profile"; readonly of: TensorChoice }
  | { readonly type: "cancel" }
  | { readonly type: "chooseReference" }
  | { readonly type: "dropReference" }
  | { readonly type: "retryNorms" }
  | { readonly type: "save"; readonly file: FileToSave }
  /** Puts a report into a new notebook. */
  | { readonly type: "notebook"; readonly report: string };

/** One tensor of the file, and the axis that its channels lie along; null is the usual one. */
export interface TensorChoice {
  readonly tensor: string;
  readonly channelAxis: number | null;
}

/** The other checkpoint that normalization layers are measured against. */
export interface Reference {
  readonly path: string;
  /** Its file's name. */
  readonly name: string;
}

export interface FileToSave {
  /** What the dialog offers, without a folder: "model-tensors.csv". */
  readonly name: string;
  readonly kind: SavedKind;
  /** Text, or base64 where the kind is PNG. */
  readonly content: string;
}

export type SavedKind = "json" | "csv" | "svg" | "png";
