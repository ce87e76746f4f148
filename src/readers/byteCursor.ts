import type { ByteSource } from "./byteSource";
import { readRange } from "./readRange";

/** A walk through a file's structure from front to back, a window at a time; what is jumped over is never read. */
export interface ByteCursor {
  readonly size: number;
  position(): number;
  moveTo(position: number): void;
  /** Brings the next `count` bytes into memory, or those up to the end; undefined where they are there already. */
  load(count: number): Promise<void> | undefined;
  /** Those of the next `count` bytes that are in memory; valid until the next `load`. */
  peek(count: number): Uint8Array;
  /** The next `count` bytes, and moves behind them. Throws, naming `what`, where the file ends before. */
  take(count: number, what: string): Promise<Uint8Array>;
}

const WINDOW_BYTES = 1 << 15;

/**
 * Errors name `label`. Callers bound `count`: what is asked for is read at once.
 *
 * @param windowBytes how much is read at once at least; more for files of which nothing is jumped over
 */
export function createByteCursor(source: ByteSource, label: string, windowBytes = WINDOW_BYTES): ByteCursor {
  let at = 0;
  let start = 0;
  let bytes = new Uint8Array();

  async function read(end: number): Promise<void> {
    const from = at;
    bytes = await readRange(source, from, Math.min(source.size, Math.max(end, from + windowBytes)), label);
    start = from;
  }

  function load(count: number): Promise<void> | undefined {
    const end = Math.min(source.size, at + count);
    return at >= start && end <= start + bytes.length ? undefined : read(end);
  }

  const peek = (count: number) => bytes.subarray(at - start, at - start + count);

  return {
    size: source.size,
    position: () => at,
    moveTo: (position) => {
      at = position;
    },
    load,
    peek,
    async take(count, what) {
      const rest = source.size - at;
      if (count > rest) {
        throw new Error(`${label}: byte ${at}: ${what} takes ${count} bytes, but the file has ${rest} more`);
      }
      const loading = load(count);
      if (loading) await loading;
      const taken = peek(count);
      at += count;
      return taken;
    },
  };
}
