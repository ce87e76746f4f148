import type { Values } from "../kernels/normKernels";

/** What a batch's logits are worth. */
export interface Loss {
  /** Mean of the negative logarithm of the right class's probability. */
  readonly loss: number;
  /** Of the loss, by the logits; of their type. */
  readonly gradient: Values;
  /** Examples whose largest logit is the right class's. */
  readonly right: number;
}

/** torch.nn.CrossEntropyLoss of logits (examples x classes) and the classes that are right. */
export function crossEntropy(logits: Values, labels: ArrayLike<number>): Loss {
  const classes = logits.length / labels.length;
  const gradient = logits.slice();
  let sum = 0;
  let right = 0;
  for (let n = 0; n < labels.length; n++) {
    const first = n * classes;
    const label = labels[n]!;
    let largest = Number.NEGATIVE_INFINITY;
    for (let i = first; i < first + classes; i++) largest = Math.max(largest, logits[i]!);
    let total = 0;
    for (let i = first; i < first + classes; i++) total += Math.exp(logits[i]! - largest);
    sum += Math.log(total) + largest - logits[first + label]!;
    if (logits[first + label] === largest) right++;
    for (let i = first; i < first + classes; i++) {
      const probability = Math.exp(logits[i]! - largest) / total;
      gradient[i] = (probability - (i === first + label ? 1 : 0)) / labels.length;
    }
  }
  return { loss: sum / labels.length, gradient, right };
}
