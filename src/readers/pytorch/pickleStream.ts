import type { ByteSource } from "../byteSource";
import { pickleEnd } from "../pickle/opcodes";
import { type Unpickled, unpickle } from "../pickle/unpickle";
import { readRange } from "../readRange";

/** What the pickles of a checkpoint may take together; those of the largest models take a tenth. */
export const MOST_PICKLE_BYTES = 64 << 20;

/** Pickles that stand one after another. */
export interface PickleStream {
  /** The next pickle. Throws, naming the file, as `unpickle`. */
  next(): Promise<Unpickled>;
  /** The place after the last pickle, from the beginning of the file on. */
  position(): number;
}

/**
 * Pickles from `start` on, whose lengths nobody knows: they are looked for in a window that grows from `firstBytes`
 * until a whole one is in it, `end` is reached, or 64 MiB are.
 */
export function createPickleStream(
  source: ByteSource,
  start: number,
  end: number,
  firstBytes: number,
  label: string,
): PickleStream {
  let window = new Uint8Array();
  let at = 0;
  return {
    async next() {
      const most = Math.min(end - start, MOST_PICKLE_BYTES);
      while (window.length < most && pickleEnd(window, at) === undefined) {
        const length = Math.min(most, Math.max(firstBytes, 4 * window.length));
        window = await readRange(source, start, start + length, label);
      }
      const pickle = unpickle(window, at, label);
      at = pickle.end;
      return pickle;
    },
    position: () => start + at,
  };
}
