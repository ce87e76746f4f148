/** A stream of numbers that its seed decides. */
export interface Random {
  /** From 0 up to but not including 1, 2^32 steps. */
  uniform(): number;
  /** Mean 0, standard deviation 1. */
  normal(): number;
}

/**
 * Marsaglia's xorshift of 128 bits (2003, "Xorshift RNGs"), begun with the numbers that the 32-bit mixer of
 * MurmurHash3 makes of the seed.
 */
export function createRandom(seed: number): Random {
  const state = Uint32Array.from([1, 2, 3, 4], (i) => mix(seed * 4 + i) || i);

  function uniform(): number {
    const [x, y, z, w] = state as unknown as [number, number, number, number];
    const t = x ^ (x << 11);
    state.set([y, z, w, w ^ (w >>> 19) ^ t ^ (t >>> 8)]);
    return state[3]! / 2 ** 32;
  }

  return {
    uniform,
    // Box and Muller (1958); 1 − u is never 0.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}

/** The numbers from 0 to count − 1 in random order (Fisher and Yates). */
export function permutation(count: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random.uniform() * (i + 1));
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
  return order;
}

function mix(value: number): number {
  let h = Math.imul(value ^ 0x9e3779b9, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
