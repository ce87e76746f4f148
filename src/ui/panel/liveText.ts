import { formatCount } from "../../engine/formatNumber";
import type { Live } from "../../protocol/panel";
import { cleanName } from "../figures/safeText";

/** How things stand with a run that is followed. */
export type LivePhase = "live" | "quiet" | "ended" | "paused" | "trouble";

/** After so long without a step, how long it has been is what matters. */
const QUIET_MILLISECONDS = 60_000;

/** @param idle milliseconds since something came */
export function phaseOf({ trouble, paused, ended }: Live, idle: number): LivePhase {
  if (trouble !== null) return "trouble";
  if (paused) return "paused";
  if (ended) return "ended";
  return idle >= QUIET_MILLISECONDS ? "quiet" : "live";
}

/** The phase in words, with the last step and how long ago something came. */
export function liveText({ step, trouble }: Live, phase: LivePhase, idle: number): string {
  const at = step === null ? [] : [`step ${formatCount(step)}`];
  switch (phase) {
    case "live":
      return ["live", ...at, `updated ${durationText(idle)} ago`].join(" · ");
    case "quiet":
      return [...at, `no new steps for ${durationText(idle)}`].join(" · ");
    case "ended":
      return ["run ended", ...at].join(" · ");
    case "paused":
      return ["paused", ...at].join(" · ");
    case "trouble":
      return cleanName(trouble ?? "");
  }
}

function durationText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 48 * 3600 ? `${Math.floor(seconds / 3600)} h` : `${formatCount(Math.floor(seconds / 86_400))} days`;
}
