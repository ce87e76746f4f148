import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { LoadHdf5 } from "../readers/hdf5/hdf5Library";

/** Loads the HDF5 library, a bundle of its own beside this one, when the first HDF5 file is opened. */
export const loadHdf5: LoadHdf5 = loadHdf5From(join(__dirname, "hdf5.mjs"));

/** As `loadHdf5`, from a bundle anywhere. */
export function loadHdf5From(bundle: string): LoadHdf5 {
  return async () => ((await import(pathToFileURL(bundle).href)) as { instantiate: LoadHdf5 }).instantiate();
}
