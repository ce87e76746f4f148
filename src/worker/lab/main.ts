import { parentPort } from "node:worker_threads";
import { createLabWasm } from "../../engine/kernels/labWasm";
import type { FromLabThread, ToLabThread } from "../../protocol/lab";
import { readDigits } from "../digits/readDigits";
import { createTrainer } from "./trainer";

/** Enough for the largest network of the experiments with the passes of a batch. */
const KERNEL_BYTES = 2 ** 27;

const port = parentPort!;
const send = (message: FromLabThread) => port.postMessage(message);
const trainer = createTrainer(createLabWasm(KERNEL_BYTES), () => readDigits(__dirname), send);
port.on("message", (message: ToLabThread) => trainer.receive(message));
