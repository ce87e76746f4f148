import { robustSpread } from "../../engine/findings/robust";

const OUTLIER_SIGMAS = 6;

/**
 * Which values lie over 6 robust standard deviations (from the median absolute deviation) from the median. What is not
 * finite is none.
 *
 * @param least distance that is never far, however close together the others are
 */
export function farFromRest(values: Float64Array, least: number): boolean[] {
  const { centre, sigma } = robustSpread(values);
  const far = Math.max(OUTLIER_SIGMAS * sigma, least);
  return Array.from(values, (value) => Number.isFinite(value) && Math.abs(value - centre) > far);
}

/** "3 of 64 channels (7, 12, 40)", the first eight by name. */
export function listOf(names: readonly string[], total: number, kind: string): string {
  const shown = names.length > 8 ? `${names.slice(0, 8).join(", ")} …` : names.join(", ");
  return `${names.length} of ${total} ${kind} (${shown})`;
}
