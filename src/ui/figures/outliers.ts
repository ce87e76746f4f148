import { quantileOf } from "./bands";

const OUTLIER_SIGMAS = 6;

/**
 * Which values lie over 6 robust standard deviations (from the median absolute deviation) from the median. What is not
 * finite is none.
 *
 * @param least distance that is never far, however close together the others are
 */
export function farFromRest(values: ArrayLike<number>, least: number): boolean[] {
  const all = Array.from(values);
  const centre = quantileOf(all, 0.5);
  const distances = all.map((value) => Math.abs(value - centre));
  const far = Math.max(OUTLIER_SIGMAS * 1.4826 * quantileOf(distances, 0.5), least);
  return distances.map((distance) => Number.isFinite(distance) && distance > far);
}

/** "3 of 64: 7, 12, 40", the first eight by name. */
export function listOf(names: readonly string[], total: number): string {
  const shown = names.length > 8 ? `${names.slice(0, 8).join(", ")} …` : names.join(", ");
  return `${names.length} of ${total}: ${shown}`;
}
