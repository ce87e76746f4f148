import { readSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import type { ByteSource } from "../readers/byteSource";
import { openOrdinary } from "./openOrdinary";

/** Files opened for one job, to be closed together. */
export interface OpenFiles {
  /** @throws the bare reason, where the path is no ordinary, readable file */
  open(path: string): Promise<ByteSource>;
  close(): Promise<void>;
}

export function createOpenFiles(): OpenFiles {
  const handles: FileHandle[] = [];
  return {
    async open(path) {
      const { handle, stat } = await openOrdinary(path);
      handles.push(handle);
      return {
        size: stat.size,
        read: async (start, end) => {
          const bytes = new Uint8Array(rangeLength(stat.size, start, end));
          await fill(handle, stat.size, bytes, start);
          return bytes.buffer;
        },
        readInto: async (into, start) => {
          rangeLength(stat.size, start, start + into.length);
          await fill(handle, stat.size, into, start);
        },
        readSync: (into, start) => {
          rangeLength(stat.size, start, start + into.length);
          fillSync(handle, stat.size, into, start);
        },
      };
    },
    async close() {
      await Promise.all(handles.splice(0).map((handle) => handle.close()));
    },
  };
}

function rangeLength(size: number, start: number, end: number): number {
  if (start >= 0 && start <= end && end <= size) return end - start;
  throw new Error(`bytes ${start} to ${end} were asked for, but the file has ${size}`);
}

async function fill(file: FileHandle, size: number, into: Uint8Array<ArrayBuffer>, start: number): Promise<void> {
  let read = 0;
  while (read < into.length) {
    const { bytesRead } = await file.read(into, read, into.length - read, start + read);
    if (bytesRead === 0) throw new Error(`ended at byte ${start + read} while being read, but had ${size}`);
    read += bytesRead;
  }
}

function fillSync(file: FileHandle, size: number, into: Uint8Array, start: number): void {
  for (let read = 0; read < into.length; ) {
    const bytesRead = readSync(file.fd, into, read, into.length - read, start + read);
    if (bytesRead === 0) throw new Error(`ended at byte ${start + read} while being read, but had ${size}`);
    read += bytesRead;
  }
}
