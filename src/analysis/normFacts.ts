import type { State as StateOf } from "../engine/methods/method";
import type { Arguments } from "./callArguments";
import type { Layer } from "./layers";

/** A size, or the name that stands for it. */
export type Size = number | string;

export type State = StateOf<Size>;

/** Whose statistics the output is made with. */
export type Source = "batch" | "example" | "running";

/** Undefined throughout: the code does not settle it. */
export type Known<T> = T | undefined;

/** What a layer is, as far as its call tells. */
export interface LayerFacts {
  readonly layer: Layer;
  readonly arguments: Arguments;
  /** The input's axes; "*" stands for any number of them. Null where their number is not known. */
  readonly input: readonly Size[] | null;
  /** Indices into `input` of the axes that one mean and variance covers. */
  readonly axes: readonly number[];
  /** Learned parameters, if there are any; `learned` says whether there are. */
  readonly parameters: readonly State[];
  readonly learned: Known<boolean>;
  /** Buffers, if there are any; `tracked` says whether there are. */
  readonly buffers: readonly State[];
  readonly tracked: Known<boolean>;
  readonly training: Known<Source>;
  readonly inference: Known<Source>;
  /** The number of groups; "all" is one a channel. */
  readonly groups: Known<number | "all">;
  readonly channels: Known<number>;
  /** Where the channels are: the axis as the framework counts it. */
  readonly channelAxis: Known<number>;
  /** Arguments that decide what is learned and whose values are not known. */
  readonly undecided: readonly string[];
  /** Whether the statistics are those of all devices together. */
  readonly synchronized: Known<boolean>;
}
