import type { RunRecord } from "../../engine/run/runRecord";
import { createByteCursor } from "../byteCursor";
import type { ByteSource } from "../byteSource";
import { looksLike } from "../looksLike";
import { CHUNK_BYTES } from "../readRange";
import { crc32 } from "../zip/crc32";
import { readRecord } from "./readRecord";

/** Where reading ended. */
export interface RunLogEnd {
  /** The place to go on from when the file has grown: behind the last whole record. */
  readonly next: number;
  /** Bytes behind it, which hold no whole record (yet). */
  readonly torn: number;
  /** Why they hold none, in words that end a sentence; null where there are none. */
  readonly reason: string | null;
}

const MAGIC = Uint8Array.from("NORMLOG1", (character) => character.charCodeAt(0));
const RECORD_HEAD = 8;
const LONGEST_RECORD = 256 * 2 ** 20;

/**
 * Reads a run log record by record (docs/run-log.md), of which one is in memory at a time, up to the first that is cut
 * off or whose checksum differs: a process that was killed leaves one, and so does one that is just writing.
 *
 * @param from where to begin: 0, or what `next` was before
 * @param onRecord told where each record begins, before it is handed out
 * @throws in one line that names `label` and the byte, where the file is no run log or a record that was written whole
 *   does not hold what it should
 */
export async function* readRunLog(
  source: ByteSource,
  label: string,
  from = 0,
  onRecord: (start: number) => void = () => {},
): AsyncGenerator<RunRecord, RunLogEnd, void> {
  const cursor = createByteCursor(source, label, CHUNK_BYTES);
  cursor.moveTo(from);
  if (from === 0) {
    const head = await cursor.take(Math.min(MAGIC.length, source.size), "its head");
    if (!head.every((byte, i) => byte === MAGIC[i])) throw new Error(`${label}: is no run log: ${headText(head)}`);
    if (head.length < MAGIC.length) return ended(0, source.size, "the log's head is cut off");
  }
  for (;;) {
    const start = cursor.position();
    const rest = source.size - start;
    if (rest === 0) return { next: start, torn: 0, reason: null };
    if (rest < RECORD_HEAD) return ended(start, source.size, "the record's head is cut off");
    const head = await cursor.take(RECORD_HEAD, "a record's head");
    const view = new DataView(head.buffer, head.byteOffset, RECORD_HEAD);
    const [length, promised] = [view.getUint32(0, true), view.getUint32(4, true)];
    if (length > LONGEST_RECORD)
      return ended(start, source.size, `the record says ${length} bytes, but at most ${LONGEST_RECORD} are read`);
    if (length > rest - RECORD_HEAD)
      return ended(start, source.size, `the record says ${length} bytes, but ${rest - RECORD_HEAD} are there`);
    // A copy: arrays are views of it, and the cursor's own memory is used again.
    const payload = Uint8Array.from(await cursor.take(length, "a record"));
    if (crc32(payload, 0) !== promised) return ended(start, source.size, "the record's checksum differs");
    const record = readRecord(payload, `${label}: byte ${start}`);
    if (!record) continue;
    onRecord(start);
    yield record;
  }
}

function ended(next: number, size: number, reason: string): RunLogEnd {
  return { next, torn: size - next, reason: size > next ? reason : null };
}

function headText(head: Uint8Array): string {
  const text = new TextDecoder("latin1").decode(head);
  return /^NORMLOG\d$/.test(text) ? `it says version ${text.at(-1)}, but 1 is read` : looksLike(head);
}
