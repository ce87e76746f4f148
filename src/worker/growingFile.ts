import type { ByteSource } from "../readers/byteSource";
import { openFile } from "./disk";
import type { FileIdentity, OpenedFile } from "./openedFile";

/** A file that is opened again and again while somebody writes to it, as one source whose size grows. */
export interface GrowingFile {
  readonly path: string;
  readonly source: ByteSource;
  /** Milliseconds since 1970 at which it was first seen to be as long as it is. */
  readonly grownAt: number;
  /**
   * Opens what the path leads to now; to be closed.
   *
   * @returns false where that is another file than before, or no longer begins with what was read of it
   * @throws the bare reason, where the path is no ordinary, readable file
   */
  open(now: number): Promise<boolean>;
  close(): Promise<void>;
}

/** The log's head and the head of its first record, with that record's checksum. */
const KNOWN_BYTES = 16;

/** @param onBytes told how many bytes have been read */
export function createGrowingFile(path: string, onBytes: (bytes: number) => void): GrowingFile {
  let handle: OpenedFile | null = null;
  let [size, inode, born, grownAt] = [0, -1, 0, 0];
  let begins = new Uint8Array();

  async function read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    if (handle === null) throw new Error("it is not open");
    if (end > size) throw new Error(`bytes ${start} to ${end} were asked for, but the file has ${size}`);
    const bytes = new Uint8Array(end - start);
    for (let done = 0; done < bytes.length; ) {
      const bytesRead = await handle.read(bytes.subarray(done), start + done);
      if (bytesRead === 0) throw new Error(`ended at byte ${start + done} while being read, but had ${size}`);
      done += bytesRead;
    }
    return bytes;
  }

  /** Inodes are used again. A system that keeps no time of birth tells that of the last change instead. */
  function bornLater({ birthtimeMs, ctimeMs }: FileIdentity): boolean {
    return birthtimeMs !== born && birthtimeMs !== ctimeMs;
  }

  return {
    path,
    source: {
      get size() {
        return size;
      },
      read: async (start, end) => {
        const bytes = await read(start, end);
        onBytes(bytes.length);
        return bytes.buffer;
      },
    },
    get grownAt() {
      return grownAt;
    },
    async open(now) {
      handle = await openFile(path);
      const { about, identity } = handle;
      const first = inode < 0;
      const same = first || (identity.inode === inode && about.size >= size && !bornLater(identity));
      // Clocks of file systems may be ahead; when a file grew before it was opened, only they know.
      if (first) grownAt = Math.min(now, about.mtimeMs);
      else if (about.size !== size || !same) grownAt = now;
      // A clock that was set back would have it wait for as long as that.
      else grownAt = Math.min(grownAt, now);
      [size, inode, born] = [about.size, identity.inode, identity.birthtimeMs];
      const before = begins;
      begins = await read(0, Math.min(KNOWN_BYTES, size));
      return same && before.every((byte, i) => byte === begins[i]);
    },
    async close() {
      const closing = handle;
      handle = null;
      await closing?.close();
    },
  };
}
