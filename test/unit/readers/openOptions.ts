import type { OpenOptions } from "../../../src/readers/openTensors";

/** What readers need of their caller beside the file, as Node has it. */
export const openOptions: OpenOptions = {};
