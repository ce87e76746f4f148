import { formatCount } from "../../engine/formatNumber";
import type { Live } from "../../protocol/panel";
import { cleanName } from "../figures/safeText";
import { h } from "../view/h";

/** Says in the header how a run that is followed goes on, and lets a person pause it. */
export interface LiveMark {
  readonly element: HTMLElement;
  readonly show: (live: Live | null) => void;
  readonly dispose: () => void;
}

type LivePhase = "live" | "quiet" | "ended" | "paused" | "trouble";

/** After so long without a step, how long it has been is what matters. */
const QUIET_MILLISECONDS = 60_000;
const SECOND = 1000;

/** @param pause asks the host for no more updates, or for them again */
export function liveMark(pause: (paused: boolean) => void): LiveMark {
  const text = h("span", { "data-part": "live-text" });
  // Every second another text would be read out; what is announced is how things stand.
  const announced = h("span", { class: "unseen", role: "status" });
  const button = h("button", { type: "button", class: "link", "data-action": "pause" });
  button.addEventListener("click", () => pause(shown?.paused !== true));
  const element = h(
    "span",
    { class: "live", "data-part": "live", hidden: true },
    h("span", { class: "live-dot", "aria-hidden": "true" }),
    text,
    announced,
    button,
  );
  let shown: Live | null = null;
  let since = 0;

  const tick = () => {
    if (shown === null) return;
    const idle = shown.idle + Date.now() - since;
    const phase = phaseOf(shown, idle);
    const said = liveText(shown, phase, idle);
    if (text.textContent !== said) text.textContent = said;
    if (element.dataset.live !== phase) announced.textContent = liveText({ ...shown, step: null }, phase, idle);
    element.dataset.live = phase;
  };
  const timer = setInterval(tick, SECOND);
  return {
    element,
    show: (live) => {
      [shown, since] = [live, Date.now()];
      element.hidden = live === null;
      button.hidden = live === null || (live.ended && !live.paused);
      button.textContent = live?.paused ? "Resume" : "Pause";
      element.title = live?.trouble ? cleanName(live.trouble) : "";
      tick();
    },
    dispose: () => clearInterval(timer),
  };
}

function phaseOf({ trouble, paused, ended }: Live, idle: number): LivePhase {
  if (trouble !== null) return "trouble";
  if (paused) return "paused";
  if (ended) return "ended";
  return idle >= QUIET_MILLISECONDS ? "quiet" : "live";
}

/** @param idle milliseconds since something came */
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
  const seconds = Math.max(0, Math.floor(milliseconds / SECOND));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 48 * 3600 ? `${Math.floor(seconds / 3600)} h` : `${formatCount(Math.floor(seconds / 86_400))} days`;
}
