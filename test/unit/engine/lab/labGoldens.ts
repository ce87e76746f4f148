import { readFileSync } from "node:fs";
import type { LabKernels } from "../../../../src/engine/kernels/labKernels";
import type { Ground } from "../../../../src/engine/lab/layers/layer";
import { createNetwork, type Network } from "../../../../src/engine/lab/network";
import type { NetworkSpec } from "../../../../src/engine/lab/networkSpec";
import { createRandom } from "../../../../src/engine/random";
import { uniform } from "../methods/methodCase";

/** What make_lab.py wrote. */
export function readGoldens<Content>(file: string): Content {
  return JSON.parse(readFileSync(`test/fixtures/lab/${file}.json`, "utf8"));
}

export function groundOf(kernels: LabKernels, precision: Ground["precision"], seed = 1): Ground {
  return { kernels, precision, random: createRandom(seed) };
}

/** A network with the first values that make_lab.py gives it. */
export function networkWithFirstValues(ground: Ground, spec: NetworkSpec): Network {
  const network = createNetwork(ground, spec);
  network.parameters.forEach(({ name, shape, values }, index) => {
    const inputs = shape.slice(1).reduce((product, size) => product * size, 1);
    const drawn = uniform(100 + index, values.length);
    const value = (u: number) => {
      if (name.endsWith("bias")) return u / 4;
      return shape.length === 1 ? 1 + u / 4 : u / Math.sqrt(inputs);
    };
    values.set(drawn.map((u) => Math.fround(value(u))));
  });
  return network;
}

/** Fails where an array is further from another than so many times that one's largest number. */
export function assertNear(
  what: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  if (actual.length !== expected.length) throw new Error(`${what}: ${actual.length} values, not ${expected.length}`);
  const scale = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let i = 0; i < expected.length; i++) {
    if (Math.abs(actual[i]! - expected[i]!) <= tolerance * scale) continue;
    throw new Error(`${what}: value ${i} is ${actual[i]}, but PyTorch's is ${expected[i]} (of up to ${scale})`);
  }
}
