import type { ByteSource } from "../byteSource";
import type { LoadHdf5 } from "./hdf5Library";
import { type Hdf5Objects, listObjects } from "./listObjects";
import { type Hdf5File, openInLibrary } from "./openInLibrary";
import { readSuperblock } from "./superblock";
import { type SyncSource, wholeSync } from "./wholeSync";

/** An HDF5 file as long as it is open in the library. */
export interface OpenHdf5 {
  readonly file: Hdf5File;
  readonly objects: Hdf5Objects;
  readonly source: SyncSource;
  readonly load: LoadHdf5;
  readonly label: string;
}

/**
 * Lists an HDF5 file and hands it to `use`, after which it is closed in the library: what is read of it later opens
 * it anew, so that nothing stays open for as long as someone might read.
 * Throws, naming `label`, where it is none, or damaged, or there is no library to read it with.
 */
export async function readHdf5<T>(
  source: ByteSource,
  label: string,
  load: LoadHdf5 | undefined,
  use: (open: OpenHdf5) => T,
): Promise<T> {
  const whole = await wholeSync(source, label);
  const superblock = readSuperblock(whole, label);
  if (!load) throw new Error(`${label}: HDF5 files cannot be read here: there is no library for them`);
  const file = await openInLibrary(whole, label, load, true);
  let result: T;
  try {
    const objects = listObjects(file, whole, superblock, label);
    result = use({ file, objects, source: whole, load, label });
  } catch (error) {
    try {
      file.close();
    } catch {
      // The library is given up by now, and the first error is the one to tell.
    }
    throw error;
  }
  file.close();
  return result;
}
