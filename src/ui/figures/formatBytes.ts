import { formatCount, formatNumber } from "../../engine/formatNumber";

const UNITS = ["kB", "MB", "GB", "TB", "PB"] as const;

/** A size in decimal units, three significant digits: 51.2 MB. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${formatCount(bytes)} B`;
  const power = Math.min(UNITS.length, Math.floor(Math.log10(bytes) / 3));
  const value = Number((bytes / 1000 ** power).toPrecision(3));
  // What rounds up to a thousand belongs to the next unit.
  if (value >= 1000 && power < UNITS.length) return `${formatNumber(value / 1000)} ${UNITS[power]}`;
  return `${formatNumber(value)} ${UNITS[power - 1]}`;
}
