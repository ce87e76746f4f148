/** Random numbers that a seed repeats. */
export interface Random {
  /** Whole, uniform in [0, 2^32). */
  next(): number;
  /** Whole, uniform in [0, n), n from 1 to 2^32, without bias. */
  below(n: number): number;
  /** Uniform in [0, 1), in steps of 2^-32. */
  uniform(): number;
  /** Mean 0, standard deviation 1 (Box and Muller 1958, "A note on the generation of random normal deviates"). */
  normal(): number;
}

/**
 * xoshiro128** (Blackman and Vigna 2021, "Scrambled linear pseudorandom number generators", ACM Transactions on
 * Mathematical Software 47), its state filled by SplitMix64 (Steele, Lea and Flood 2014) as its authors advise.
 *
 * @param seed a whole number from 0 to 2^53 - 1
 */
export function createRandom(seed: number): Random {
  const [first, second] = splitMix64(BigInt(seed));
  return xoshiro([Number(first & LOW), Number(first >> 32n), Number(second & LOW), Number(second >> 32n)]);
}

/** The generator with a state of four words of 32 bits, which are not all 0. */
export function xoshiro([a, b, c, d]: readonly [number, number, number, number]): Random {
  let [s0, s1, s2, s3] = [a | 0, b | 0, c | 0, d | 0];
  const next = () => {
    const result = Math.imul(rotate(Math.imul(s1, 5), 7), 9) >>> 0;
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = rotate(s3, 11);
    return result;
  };
  const uniform = () => next() / 2 ** 32;
  return {
    next,
    below(n) {
      // Numbers of the last, incomplete stretch of n would favour the low ones.
      const fair = 2 ** 32 - (2 ** 32 % n);
      let number = next();
      while (number >= fair) number = next();
      return number % n;
    },
    uniform,
    // 1 - u is never 0.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}

/** The whole numbers from 0 to count - 1 in random order, each order alike likely (Fisher and Yates). */
export function permutation(count: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

const LOW = 0xffffffffn;

/** The first two outputs of SplitMix64. */
export function splitMix64(seed: bigint): [bigint, bigint] {
  const output = (count: bigint) => {
    let z = BigInt.asUintN(64, seed + count * 0x9e3779b97f4a7c15n);
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  };
  return [output(1n), output(2n)];
}
