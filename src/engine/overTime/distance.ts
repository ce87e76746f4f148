import { type Distribution, middleOf } from "./distribution";

/** How far two distributions lie apart; NaN where one is empty. */
export interface Distance {
  /** In the values' own unit. */
  readonly wasserstein: number;
  /** In bits, 0 to 1. */
  readonly jensenShannon: number;
}

export function distanceOf(a: Distribution, b: Distribution): Distance {
  return { wasserstein: wassersteinOf(a, b), jensenShannon: jensenShannonOf(a, b) };
}

/**
 * Wasserstein-1, the least distance that values must be moved by on average to make one distribution of the other:
 * ∫ |F − G| dx over the cumulative distributions F and G, each bucket's values taken to lie in its middle (Vallender 1974,
 * "Calculation of the Wasserstein distance between probability distributions on the line").
 */
export function wassersteinOf(a: Distribution, b: Distribution): number {
  if (!(a.total > 0 && b.total > 0)) return Number.NaN;
  const [keysA, keysB, weightA, weightB] = [a.keys, b.keys, 1 / a.total, 1 / b.total];
  let i = 0;
  let j = 0;
  let before = 0;
  let ahead = 0;
  let distance = 0;
  while (i < keysA.length || j < keysB.length) {
    const left = i < keysA.length ? keysA[i]! : BEYOND;
    const right = j < keysB.length ? keysB[j]! : BEYOND;
    const at = middleOf(left < right ? left : right);
    distance += Math.abs(ahead) * (at - before);
    if (left <= right) ahead += a.counts[i++]! * weightA;
    if (right <= left) ahead -= b.counts[j++]! * weightB;
    before = at;
  }
  return distance;
}

/**
 * Jensen–Shannon divergence to base 2, the bits that a value tells of which of the two it comes from:
 * ½ KL(P ‖ M) + ½ KL(Q ‖ M) with M = (P + Q) / 2 over the buckets (Lin 1991, "Divergence measures based on the Shannon
 * entropy").
 */
export function jensenShannonOf(a: Distribution, b: Distribution): number {
  if (!(a.total > 0 && b.total > 0)) return Number.NaN;
  const [keysA, keysB, weightA, weightB] = [a.keys, b.keys, 1 / a.total, 1 / b.total];
  let i = 0;
  let j = 0;
  let divergence = 0;
  while (i < keysA.length || j < keysB.length) {
    const left = i < keysA.length ? keysA[i]! : BEYOND;
    const right = j < keysB.length ? keysB[j]! : BEYOND;
    const p = left <= right ? a.counts[i++]! * weightA : 0;
    const q = right <= left ? b.counts[j++]! * weightB : 0;
    if (p !== q) divergence += half(p, p + q) + half(q, p + q);
  }
  return Math.min(1, Math.max(0, divergence));
}

/** Above every key. */
const BEYOND = 2 ** 15;

/** ½ p log₂(p / m), where twice m is `sum`. */
function half(p: number, sum: number): number {
  if (p === sum) return 0.5 * p;
  return p === 0 ? 0 : 0.5 * p * Math.log2((2 * p) / sum);
}
