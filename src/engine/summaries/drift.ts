import type { Drift } from "../report";

/**
 * How far the distributions of steps have moved, on common bins in which values are taken to lie evenly: Wasserstein-1
 * is ∫ |F − G| dx (Vallender 1974), Jensen–Shannon is over the bins (Lin 1991).
 *
 * @param counts [step][bin]
 */
export function driftsOf(
  edges: Float64Array,
  counts: readonly Float64Array[],
): { fromPrevious: Drift; fromFirst: Drift } {
  const shares = counts.map((step) => {
    const total = step.reduce((sum, count) => sum + count, 0);
    return step.map((count) => count / total);
  });
  const from = (before: (step: number) => Float64Array | undefined): Drift => ({
    wasserstein: Float64Array.from(shares, (step, i) => orNaN(before(i), (other) => wasserstein(edges, other, step))),
    jensenShannon: Float64Array.from(shares, (step, i) => orNaN(before(i), (other) => jensenShannon(other, step))),
  });
  return { fromPrevious: from((i) => shares[i - 1]), fromFirst: from(() => shares[0]) };
}

function orNaN(other: Float64Array | undefined, distance: (other: Float64Array) => number): number {
  return other === undefined ? Number.NaN : distance(other);
}

function wasserstein(edges: Float64Array, a: Float64Array, b: Float64Array): number {
  let [ahead, distance] = [0, 0];
  for (let bin = 0; bin < a.length; bin++) {
    const next = ahead + a[bin]! - b[bin]!;
    distance += (edges[bin + 1]! - edges[bin]!) * meanOfLine(ahead, next);
    ahead = next;
  }
  return distance;
}

/** The mean of |y| along a line from one y to another. */
function meanOfLine(from: number, to: number): number {
  if (from * to >= 0) return Math.abs(from + to) / 2;
  return (from * from + to * to) / (2 * (Math.abs(from) + Math.abs(to)));
}

function jensenShannon(a: Float64Array, b: Float64Array): number {
  let divergence = 0;
  for (let bin = 0; bin < a.length; bin++) divergence += half(a[bin]!, b[bin]!) + half(b[bin]!, a[bin]!);
  return Math.min(1, Math.max(0, divergence));
}

function half(p: number, q: number): number {
  return p > 0 ? 0.5 * p * Math.log2((2 * p) / (p + q)) : 0;
}
