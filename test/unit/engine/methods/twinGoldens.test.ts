import { createNormTwin } from "../../../../src/engine/kernels/normTwin";
import { methodGoldens } from "./methodGoldens";

methodGoldens("the twin", createNormTwin);
