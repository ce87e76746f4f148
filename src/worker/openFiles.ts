import type { ByteSource } from "../readers/byteSource";
import { openFile } from "./disk";
import type { OpenedFile } from "./openedFile";

/** Files opened for one job, to be closed together. */
export interface OpenFiles {
  /** @throws the bare reason, where the path is no ordinary, readable file */
  open(path: string): Promise<ByteSource>;
  close(): Promise<void>;
}

export function createOpenFiles(): OpenFiles {
  const opened: OpenedFile[] = [];
  return {
    async open(path) {
      const file = await openFile(path);
      opened.push(file);
      const { size } = file.about;
      return {
        size,
        read: async (start, end) => {
          const bytes = new Uint8Array(rangeLength(size, start, end));
          await fill(file, bytes, start);
          return bytes.buffer;
        },
        readInto: async (into, start) => {
          rangeLength(size, start, start + into.length);
          await fill(file, into, start);
        },
        readSync: (into, start) => {
          rangeLength(size, start, start + into.length);
          fillSync(file, into, start);
        },
      };
    },
    async close() {
      await Promise.all(opened.splice(0).map((file) => file.close()));
    },
  };
}

function rangeLength(size: number, start: number, end: number): number {
  if (start >= 0 && start <= end && end <= size) return end - start;
  throw new Error(`bytes ${start} to ${end} were asked for, but the file has ${size}`);
}

async function fill(file: OpenedFile, into: Uint8Array<ArrayBuffer>, start: number): Promise<void> {
  for (let done = 0; done < into.length; )
    done += progress(await file.read(into.subarray(done), start + done), file, start + done);
}

function fillSync(file: OpenedFile, into: Uint8Array, start: number): void {
  for (let done = 0; done < into.length; )
    done += progress(file.readSync(into.subarray(done), start + done), file, start + done);
}

function progress(bytes: number, { about: { size } }: OpenedFile, at: number): number {
  if (bytes === 0) throw new Error(`ended at byte ${at} while being read, but had ${size}`);
  return bytes;
}
