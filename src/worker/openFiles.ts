import { type FileHandle, open } from "node:fs/promises";
import type { ByteSource } from "../readers/byteSource";

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
      const handle = await open(path, "r").catch((error) => {
        throw new Error(reason(error));
      });
      handles.push(handle);
      const stat = await handle.stat();
      if (!stat.isFile()) throw new Error("not an ordinary file");
      return { size: stat.size, read: (start, end) => readRange(handle, stat.size, start, end) };
    },
    async close() {
      await Promise.all(handles.splice(0).map((handle) => handle.close()));
    },
  };
}

async function readRange(file: FileHandle, size: number, start: number, end: number): Promise<ArrayBuffer> {
  if (!(start >= 0 && start <= end && end <= size)) {
    throw new Error(`bytes ${start} to ${end} were asked for, but the file has ${size}`);
  }
  const buffer = new ArrayBuffer(end - start);
  let read = 0;
  while (read < buffer.byteLength) {
    const { bytesRead } = await file.read(new Uint8Array(buffer), read, buffer.byteLength - read, start + read);
    if (bytesRead === 0) throw new Error(`ended at byte ${start + read} while being read, but had ${size}`);
    read += bytesRead;
  }
  return buffer;
}

/** What the system says, without its path: "ENOENT" and the like. */
export function reason(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
