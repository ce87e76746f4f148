import type { LabKernels } from "../kernels/labKernels";
import type { Examples } from "./dataset";
import type { Mode } from "./layers/layer";
import { crossEntropy } from "./loss";
import type { Network } from "./network";

/** Examples of one pass: bounds memory, and is the batch where batches have statistics of their own. */
const EXAMPLES_AT_ONCE = 200;

/** How well a network does on examples that it does not learn from. */
export function evaluate(
  kernels: LabKernels,
  network: Network,
  { inputs, labels }: Examples,
  mode: Exclude<Mode, "train">,
): { readonly loss: number; readonly accuracy: number } {
  const length = inputs.length / labels.length;
  let sum = 0;
  let right = 0;
  for (let start = 0; start < labels.length; start += EXAMPLES_AT_ONCE) {
    const end = Math.min(start + EXAMPLES_AT_ONCE, labels.length);
    const own = labels.subarray(start, end);
    kernels.borrowNow(() => {
      const logits = network.forward(inputs.subarray(start * length, end * length), own.length, mode);
      const found = crossEntropy(logits, own);
      sum += found.loss * own.length;
      right += found.right;
    });
  }
  return { loss: sum / labels.length, accuracy: right / labels.length };
}
