import type { LoggedValue } from "../../engine/summaries/summary";
import { createByteCursor } from "../byteCursor";
import type { ByteSource } from "../byteSource";
import { looksLike, MAGIC_BYTES } from "../looksLike";
import type { Wire } from "../protobuf/protobuf";
import { CHUNK_BYTES } from "../readRange";
import { maskedCrc32c } from "./crc32c";
import { readEvent } from "./readEvent";

/** Where reading a file of events ended. */
export interface EventFileEnd {
  /** Bytes at the end that hold no whole record (yet). */
  readonly torn: number;
  /** Why they hold none, in words that end a sentence; null where there are none. */
  readonly reason: string | null;
}

const HEAD_BYTES = 12;
const FOOT_BYTES = 4;
/** Graphs and images may be longer; summaries of numbers never are. */
const LONGEST_READ = 16 * 2 ** 20;
const MAX_FIELDS = 1_000_000;

/**
 * Reads an event file of TensorBoard (events.out.tfevents.*): TFRecords (length, its masked CRC32C, an Event as protobuf,
 * its masked CRC32C; tensorflow.org/tutorials/load_data/tfrecord), of which one is in memory at a time, up to the first
 * that is cut off or whose checksum differs: a process that was killed leaves one, and so does one that is just writing.
 *
 * @param onValue told every value in the order of the file
 * @throws in one line that names `label` and the byte, where it is no such file or a record that was written whole does
 *   not hold what it should
 */
export async function readEventFile(
  source: ByteSource,
  label: string,
  onValue: (value: LoggedValue) => void,
): Promise<EventFileEnd> {
  const cursor = createByteCursor(source, label, CHUNK_BYTES);
  const tags = new Map<string, string>();
  for (;;) {
    const start = cursor.position();
    const rest = source.size - start;
    if (rest === 0) return { torn: 0, reason: null };
    if (rest < HEAD_BYTES) return { torn: rest, reason: "the record's head is cut off" };
    const head = await cursor.take(HEAD_BYTES, "a record's head");
    const view = new DataView(head.buffer, head.byteOffset, HEAD_BYTES);
    if (maskedCrc32c(head.subarray(0, 8)) !== view.getUint32(8, true)) {
      if (start === 0) {
        cursor.moveTo(0);
        const begin = await cursor.take(Math.min(MAGIC_BYTES, source.size), "its head");
        throw new Error(`${label}: is no event file of TensorBoard: ${looksLike(begin)}`);
      }
      return { torn: rest, reason: "the checksum of the record's length differs" };
    }
    const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
    const there = rest - HEAD_BYTES - FOOT_BYTES;
    if (length > there)
      return { torn: rest, reason: `the record says ${length} bytes, but ${Math.max(0, there)} are there` };
    const from = cursor.position();
    const next = from + length + FOOT_BYTES;
    if (length <= LONGEST_READ) {
      const bytes = await cursor.take(length + FOOT_BYTES, "a record");
      const promised = new DataView(bytes.buffer, bytes.byteOffset + length, FOOT_BYTES).getUint32(0, true);
      if (maskedCrc32c(bytes.subarray(0, length)) !== promised)
        return { torn: rest, reason: "the record's checksum differs" };
      cursor.moveTo(from);
      await readEvent({ source, cursor, label, ...limits(`${label}: byte ${start}`) }, from + length, tags, onValue);
    }
    cursor.moveTo(next);
  }
}

/** Of one record: what its values are kept in is whose they are told. */
function limits(place: string): Pick<Wire, "keep" | "step"> {
  let fields = 0;
  return {
    keep: () => {},
    step() {
      if (++fields > MAX_FIELDS)
        throw new Error(`${place}: a record of more than the ${MAX_FIELDS} fields that are read`);
    },
  };
}
