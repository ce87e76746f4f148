import { randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { type CacheEntry, decodeEntry, encodeEntry, sha256 } from "./cacheEntry";

/**
 * A folder that keeps what has been read out of files, from one run to the next; several threads and programs may share it.
 * It is never needed: whatever is wrong with it, files are read anew. Nothing of it throws.
 */
export interface CodeCache {
  /** What is kept of a file, by its whole path; null for none that can be trusted. */
  load(path: string): CacheEntry | null;
  save(entry: CacheEntry): void;
}

const MOST_BYTES = 256 << 20;
/** Between two looks at how large the folder has become. */
const SAVES = 500;

export function createCodeCache(folder: string, mostBytes = MOST_BYTES): CodeCache {
  let saves = 0;
  const fileOf = (path: string) => join(folder, `${sha256(Buffer.from(path)).slice(0, 32)}${ENDING}`);
  return {
    load(path) {
      const bytes = quietly(() => readFileSync(fileOf(path)));
      return bytes ? decodeEntry(bytes, path) : null;
    },
    save(entry) {
      if (saves++ % SAVES === 0) quietly(() => trim(folder, mostBytes));
      quietly(() => write(folder, fileOf(entry.path), encodeEntry(entry)));
    },
  };
}

const ENDING = ".code";
const PART = ".part";

/** Whoever reads the file sees the old bytes or the new ones. */
function write(folder: string, path: string, bytes: Uint8Array): void {
  const beside = join(folder, `${randomBytes(8).toString("hex")}${PART}`);
  try {
    writeFileSync(beside, bytes, { flag: "wx", mode: 0o600 });
    renameSync(beside, path);
  } catch (error) {
    quietly(() => unlinkSync(beside));
    throw error;
  }
}

/** Makes the folder, and takes out what was left half written, and, where it has become too large, what was written first. */
function trim(folder: string, mostBytes: number): void {
  makeFolder(folder);
  const files = readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const found = name.endsWith(ENDING) || name.endsWith(PART) ? quietly(() => statSync(path)) : null;
    return found?.isFile() ? [{ path, size: found.size, time: found.mtimeMs }] : [];
  });
  const size = files.reduce((sum, file) => sum + file.size, 0);
  let excess = size > mostBytes ? size - mostBytes * ROOM : 0;
  for (const { path, size, time } of files.sort((a, b) => a.time - b.time)) {
    const forgotten = path.endsWith(PART) && Date.now() - time > FORGOTTEN_MS;
    if (excess <= 0 && !forgotten) continue;
    quietly(() => unlinkSync(path));
    excess -= size;
  }
}

/** Node's own way to make the folders above as well never ends where one of them takes no folders, as in /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

const FORGOTTEN_MS = 3_600_000;
const ROOM = 0.75;

function quietly<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
