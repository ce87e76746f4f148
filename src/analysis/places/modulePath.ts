import type { CodeFile } from "../flow/code";
import type { CallPlace } from "./possible";

/** A module of a run, a report or a checkpoint. */
export interface ModulePath {
  /** As `named_modules` calls it: "layer1.0.bn2". */
  readonly path: string;
  /** Its class, as far as known: "BatchNorm2d". */
  readonly type: string | null;
  /** How many features or channels it normalizes, as far as known. */
  readonly features: number | null;
}

/** A file of the workspace. */
export interface PythonFile {
  /** From the workspace's root on, with slashes. */
  readonly path: string;
  readonly code: CodeFile;
  /** Names its text: a hash or a version, handed back with what rests on it. */
  readonly version: string;
}

/** Where modules are built. Plain data. */
export interface BuiltPlaces {
  /** In the order of the paths. */
  readonly places: readonly BuiltPlace[];
  /** The classes of which one is the whole model; several where all explain as much. */
  readonly roots: readonly { readonly name: string; readonly place: CallPlace }[];
  /** The texts on which all of it rests. */
  readonly files: readonly { readonly path: string; readonly version: string }[];
}

export type BuiltPlace = Built | AmbiguouslyBuilt | NotBuilt;

export interface Built {
  readonly kind: "exact";
  readonly path: string;
  /** The call that constructs it. */
  readonly place: CallPlace;
  /** What is left of the path, for what a library builds inside of this call. */
  readonly inside: string | null;
  /** The calls that construct what it is part of, from the outermost in, as far as they are the same on all ways. */
  readonly through: readonly CallPlace[];
}

export interface AmbiguouslyBuilt {
  readonly kind: "ambiguous";
  readonly path: string;
  readonly candidates: readonly CallPlace[];
  /** One sentence. */
  readonly reason: string;
}

export interface NotBuilt {
  readonly kind: "absent";
  readonly path: string;
  /** One sentence. */
  readonly reason: string;
}
