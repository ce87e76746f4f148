import { createRequire } from "node:module";
import { join } from "node:path";
import type { LoadHdf5 } from "../readers/hdf5/hdf5Library";

/** Loads the HDF5 library, a bundle of its own beside this one, when the first HDF5 file is opened. */
export const loadHdf5: LoadHdf5 = loadHdf5From(join(__dirname, "hdf5.js"));

/** As `loadHdf5`, from a bundle anywhere. */
export function loadHdf5From(bundle: string): LoadHdf5 {
  return () => (createRequire(__filename)(bundle) as { instantiate: LoadHdf5 }).instantiate();
}
