import { permutation, type Random } from "../random";

/** Examples to learn from and examples to be judged by. */
export interface Dataset {
  readonly name: string;
  /** Of one example: channels, rows and columns, or features alone. */
  readonly shape: readonly number[];
  readonly classes: number;
  readonly train: Examples;
  readonly test: Examples;
}

export interface Examples {
  /** One example after the other. */
  readonly inputs: Float32Array;
  /** Classes, counted from 0. */
  readonly labels: Uint8Array;
}

export interface Batch {
  readonly inputs: Float32Array;
  readonly labels: Uint8Array;
}

/**
 * Batches without end: all examples in random order, then all again in another. What is left over of a round is
 * dropped, as a PyTorch loader with drop_last does. A batch is valid until the next.
 *
 * @throws where there are fewer examples than a batch takes
 */
export function* batchesOf({ inputs, labels }: Examples, size: number, random: Random): Generator<Batch, never> {
  if (labels.length < size) throw new Error(`a batch takes ${size} examples, but there are ${labels.length}`);
  const length = inputs.length / labels.length;
  const batch = { inputs: new Float32Array(size * length), labels: new Uint8Array(size) };
  for (;;) {
    const order = permutation(labels.length, random);
    for (let start = 0; start + size <= order.length; start += size) {
      for (let i = 0; i < size; i++) {
        const n = order[start + i]!;
        batch.inputs.set(inputs.subarray(n * length, (n + 1) * length), i * length);
        batch.labels[i] = labels[n]!;
      }
      yield batch;
    }
  }
}
