import { formatNumber } from "../../engine/formatNumber";

/** How far a layer's last batches lay from its running averages; numbers are null without such. */
export interface Gap {
  /** |batch mean − running mean| in running σ. */
  readonly distance: number | null;
  /** Batch variance over running variance. */
  readonly varianceRatio: number | null;
}

/** Of mean and variance; null where nothing is known. */
export function gapText({ distance, varianceRatio }: Gap): string | null {
  if (distance === null || !Number.isFinite(distance)) return null;
  const ratio =
    varianceRatio === null || !Number.isFinite(varianceRatio) ? "" : `, variance ${formatNumber(varianceRatio)}×`;
  return `mean ${formatNumber(distance)} σ from the running one${ratio}`;
}

/** Of the mean alone, for a few words beside code. */
export function shortGapText({ distance }: Gap): string | null {
  return distance === null || !Number.isFinite(distance) ? null : `mean ${formatNumber(distance)} σ off`;
}
