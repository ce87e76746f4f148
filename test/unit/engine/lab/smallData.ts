import type { Dataset, Examples } from "../../../../src/engine/lab/dataset";
import { createRandom } from "../../../../src/engine/random";

/** Two classes of points around (1, 1, 0 …) and (-1, -1, 0 …), or of images of that many values. */
export function twoClouds(shape: readonly number[], train = 60, test = 30): Dataset {
  const random = createRandom(7);
  const length = shape.reduce((product, size) => product * size, 1);
  const examples = (count: number): Examples => {
    const labels = Uint8Array.from({ length: count }, (_, n) => n % 2);
    const inputs = Float32Array.from({ length: count * length }, (_, i) => {
      const centre = i % length < 2 ? 1 - 2 * (Math.floor(i / length) % 2) : 0;
      return centre + 0.5 * random.normal();
    });
    return { inputs, labels };
  };
  return { name: "two clouds", shape, classes: 2, train: examples(train), test: examples(test) };
}
