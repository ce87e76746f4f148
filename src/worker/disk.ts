import { readSync, type Stats } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import type { AboutPath, FolderEntry } from "../protocol/hostFiles";
import type { OpenedFile } from "./openedFile";
import { openOrdinary } from "./openOrdinary";

/** @throws as Node does */
export async function about(path: string): Promise<AboutPath> {
  return told(await stat(path));
}

/** What lies in a folder. @throws as Node does */
export async function list(folder: string): Promise<readonly FolderEntry[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
}

/** @throws the bare reason, where the path is no ordinary, readable file */
export async function openFile(path: string): Promise<OpenedFile> {
  const { handle, stat: stats } = await openOrdinary(path);
  return {
    about: told(stats),
    identity: { inode: stats.ino, birthtimeMs: stats.birthtimeMs, ctimeMs: stats.ctimeMs },
    read: async (into, at) => (await handle.read(into, 0, into.length, at)).bytesRead,
    readSync: (into, at) => readSync(handle.fd, into, 0, into.length, at),
    close: () => handle.close(),
  };
}

function told(stats: Stats): AboutPath {
  return { kind: kindOf(stats), size: stats.size, mtimeMs: stats.mtimeMs };
}

function kindOf(entry: Pick<Stats, "isFile" | "isDirectory">): AboutPath["kind"] {
  if (entry.isFile()) return "file";
  return entry.isDirectory() ? "folder" : "other";
}
