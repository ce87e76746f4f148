import { resolve } from "node:path";
import type { OpenOptions } from "../../../src/readers/openTensors";
import { loadHdf5From } from "../../../src/worker/loadHdf5";

/** What readers need of their caller beside the file, as Node has it. */
export const openOptions: OpenOptions = { loadHdf5: loadHdf5From(resolve("dist/hdf5.mjs")) };
