import type { AboutPath, FolderEntry } from "../protocol/hostFiles";
import { hostFiles } from "./hostFiles.web";
import type { OpenedFile } from "./openedFile";

/** @throws the bare reason */
export function about(path: string): Promise<AboutPath> {
  return hostFiles.about(path);
}

/** What lies in a folder. @throws the bare reason */
export function list(folder: string): Promise<readonly FolderEntry[]> {
  return hostFiles.list(folder);
}

/** Reads the file whole: a browser's file systems have no ranges. @throws the bare reason, where the path is no ordinary, readable file, or a larger one than is read whole */
export async function openFile(path: string): Promise<OpenedFile> {
  const told = await hostFiles.about(path);
  if (told.kind !== "file") throw new Error(told.kind === "folder" ? "it is a folder" : "not an ordinary file");
  if (told.size > LARGEST)
    throw new Error(`${told.size} bytes, but in the browser files are read whole, up to ${LARGEST} bytes`);
  let bytes = await hostFiles.read(path);
  const take = (into: Uint8Array, at: number) => {
    const part = bytes.subarray(at, at + into.length);
    into.set(part);
    return part.length;
  };
  return {
    about: { ...told, size: bytes.length },
    // No file system of a browser tells files at one path apart.
    identity: { inode: 0, birthtimeMs: 0, ctimeMs: 0 },
    read: async (into, at) => take(into, at),
    readSync: take,
    close: async () => {
      bytes = new Uint8Array();
    },
  };
}

/** It is in memory twice while it comes from the window. */
const LARGEST = 512 << 20;
