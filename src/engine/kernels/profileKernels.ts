import type { Layout } from "../layout";
import type { Counted } from "../statistics/buckets";
import type { ChannelSums } from "../statistics/channelSums";
import type { Places } from "../statistics/places";
import type { Dtype } from "../tensor";

/** A tensor as its values' sums see it. */
export interface Storage {
  readonly dtype: Dtype;
  readonly layout: Layout;
  /** Turns a storage index into the index to report; null where they are the same. */
  readonly toIndex: ((index: number) => number) | null;
}

/** Adds up the values of one tensor, slab by slab. */
export interface Summer {
  /** Memory for two slabs, so that one may be read while the other is added. */
  readonly slots: readonly [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>];
  /**
   * Adds a slab.
   *
   * @param bytes the beginning of one of the slots: whole values, little-endian
   * @param start storage index of the first one
   */
  add(bytes: Uint8Array<ArrayBuffer>, start: number): void;
  /** The sums of each channel since the last call, or since the beginning. */
  takeChannels(): ChannelSums;
  /** What is known of the values as a whole, in any order of slabs. */
  end(): WholeSums;
}

export interface WholeSums {
  readonly places: Readonly<Places>;
  readonly counted: Counted;
}

/** Starts to sum a tensor. A summer is to be ended before the next is asked for: they may share memory. */
export type Summing = (storage: Storage) => Summer;
