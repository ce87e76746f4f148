import { basename } from "node:path";

// Workers of a browser share one bundle, with one copy of the kernels: the name that one is started by says which it is.
void (basename(__filename) === "lab.mjs" ? import("./lab/main") : import("./main"));
