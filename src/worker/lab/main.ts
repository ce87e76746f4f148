import { dirname } from "node:path";
import { createLabWasm } from "../../engine/kernels/labWasm";
import type { FromLabThread, ToLabThread } from "../../protocol/lab";
import { readDigits } from "../digits/readDigits";
import { onMessage, tell } from "../port";
import { createTrainer } from "./trainer";

/** Enough for the largest network of the experiments with the passes of a batch. */
const KERNEL_BYTES = 2 ** 27;

const trainer = createTrainer(
  createLabWasm(KERNEL_BYTES),
  () => readDigits(dirname(__filename)),
  (message: FromLabThread) => tell(message),
);
onMessage((message: ToLabThread) => trainer.receive(message));
