import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { type FileStamp, isSame, SETTLES_MS } from "./sourceCode";

/** The folders below a root, as far as they have been asked for. */
export interface Folders {
  /**
   * Whether there is a Python file of a path below the root. Links are not followed, so that nothing leads out of the root or
   * round in circles; capital letters count, as they do for Python.
   */
  has(path: string): boolean;
  /** The disk may have changed: whatever is asked from now on is looked at again. */
  refresh(): void;
}

interface Listing {
  readonly stamp: FileStamp;
  readonly files: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
  readonly round: number;
}

const MOST_FOLDERS = 4_096;

/** A folder is listed once, and its time asked again after `refresh`. */
export function createFolders(root: string): Folders {
  const listings = new Map<string, Listing>();
  let round = 0;

  function listing(folder: string): Listing {
    const known = listings.get(folder);
    if (known?.round === round) return known;
    const stamp = stampOf(join(root, folder));
    const now = known && stamp && isSame(known.stamp, stamp) ? { ...known, round } : listed(folder, stamp);
    if (listings.size >= MOST_FOLDERS) listings.clear();
    listings.set(folder, now);
    return now;
  }

  function listed(folder: string, stamp: FileStamp | null): Listing {
    const entries = stamp ? entriesOf(join(root, folder)) : [];
    return {
      stamp: stamp ?? NOWHERE,
      files: new Set(entries.filter((it) => it.isFile() && it.name.endsWith(".py")).map(({ name }) => name)),
      folders: new Set(entries.filter((it) => it.isDirectory()).map(({ name }) => name)),
      round,
    };
  }

  return {
    has(path) {
      const parts = path.split("/");
      const name = parts.pop()!;
      let folder = "";
      for (const part of parts) {
        if (!listing(folder).folders.has(part)) return false;
        folder = folder === "" ? part : `${folder}/${part}`;
      }
      return listing(folder).files.has(name);
    },
    refresh: () => void round++,
  };
}

const NOWHERE: FileStamp = { size: 0, mtime: 0, settled: false };

function stampOf(folder: string): FileStamp | null {
  try {
    const { mtimeMs } = statSync(folder);
    return { size: 0, mtime: mtimeMs, settled: Date.now() - mtimeMs > SETTLES_MS };
  } catch {
    return null;
  }
}

/** A folder that may not be read holds nothing that could be. */
function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
