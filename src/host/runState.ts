import { l10n } from "vscode";
import type { LoggedHealth } from "../protocol/runHealth";

/** "silent": nothing says that the run ended, but nothing is written any more. */
export type RunState = "running" | "silent" | "finished" | "exception";

const MINUTE = 60_000;
/** Nothing shorter is silence: a validation or a checkpoint takes its time. */
const LEAST_SILENCE = 2 * MINUTE;
/** Nothing longer is needed to tell: a run of steps that take days is not worth being waited for. */
const MOST_SILENCE = 24 * 60 * MINUTE;
/** So many times as long as a logged step has taken on average is silence. */
const MISSED_STEPS = 5;

/**
 * Whether a run goes on. A log does not say that its process was killed; that nothing comes any more does.
 *
 * @param written when the log was last written to, and `now`, in milliseconds since 1970
 */
export function runState(
  { state, started, steps }: Pick<LoggedHealth, "state" | "started" | "steps">,
  written: number,
  now: number,
): RunState {
  if (state !== "open") return state;
  const perStep = started === null || steps === 0 ? 0 : Math.max(0, written - started) / steps;
  return now - written > Math.min(MOST_SILENCE, Math.max(LEAST_SILENCE, MISSED_STEPS * perStep)) ? "silent" : "running";
}

/** How long ago something was: "just now", "3 min ago", "2 days ago". @param milliseconds negative where clocks differ */
export function age(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / MINUTE);
  if (minutes < 1) return l10n.t("just now");
  if (minutes < 60) return l10n.t("{0} min ago", minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return l10n.t("{0} h ago", hours);
  const days = Math.floor(hours / 24);
  return days === 1 ? l10n.t("1 day ago") : l10n.t("{0} days ago", days);
}
