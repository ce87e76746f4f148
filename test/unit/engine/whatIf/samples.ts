import { createRandom } from "../../../../src/engine/random";

/** Independent values of a standard normal distribution, which the seed repeats (Box and Muller 1958). */
export function normalValues(length: number, seed: number): Float64Array {
  const random = createRandom(seed);
  const uniform = () => (random.next() + 0.5) / 2 ** 32;
  return new Float64Array(length).map(() => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()));
}

/** Fails unless an estimate is within four standard errors of what theory says: one test in 16,000 would by chance. */
export function isWithin(estimate: number, theory: number, standardError: number, what: string): void {
  const distance = Math.abs(estimate - theory) / standardError;
  if (!(distance < 4)) {
    throw new Error(`${what}: ${estimate}, but theory says ${theory} ± ${standardError}`);
  }
}
