import type { Finding } from "../../engine/finding";
import type { Measured, MeasuredLayer } from "../../protocol/measured";
import { SEVERITIES } from "../../protocol/runHealth";
import { quoteName } from "../../readers/quoteName";

/** The largest models of vision and language have some hundred. */
const MOST_LAYERS = 2000;
/** A module's path that somebody wrote is shorter. */
const LONGEST_PATH = 500;
const MOST_FINDINGS = 8;
const LONGEST_MESSAGE = 600;

/** What crosses to the editor is small, whatever the files hold. */
export function bounded(layers: readonly MeasuredLayer[]): Pick<Measured, "layers" | "leftOut"> {
  const kept = layers.filter(({ path }) => path.length <= LONGEST_PATH).slice(0, MOST_LAYERS);
  return { layers: kept, leftOut: layers.length - kept.length };
}

export function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  const rank = ({ severity }: Finding) => SEVERITIES.indexOf(severity);
  const sorted = [...findings].sort((a, b) => rank(a) - rank(b)).slice(0, MOST_FINDINGS);
  return sorted.map((finding) => ({ ...finding, message: quoteName(finding.message, LONGEST_MESSAGE) }));
}

const MOST_POINTS = 40;
const LEAST_POINTS = 8;
/** Channels of all layers at all points: half a second of sorting. */
const MOST_VALUES = 2 ** 22;

/** How many steps of each layer there is time for. @param channels of all layers */
export function pointsFor(channels: number): number {
  return Math.max(LEAST_POINTS, Math.min(MOST_POINTS, Math.floor(MOST_VALUES / Math.max(1, channels))));
}
