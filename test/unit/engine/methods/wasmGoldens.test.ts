import { createNormWasm } from "../../../../src/engine/kernels/normWasm";
import { methodGoldens } from "./methodGoldens";

methodGoldens("the compiled kernels", () => createNormWasm(2 ** 20));
