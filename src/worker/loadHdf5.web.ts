import type { LoadHdf5 } from "../readers/hdf5/hdf5Library";

/** Its library is not among what the browser loads. */
export const loadHdf5: LoadHdf5 = async () => {
  throw new Error("HDF5 is not read in the browser: open the folder in VS Code on a desktop or with a server");
};
