import type { Live } from "../../protocol/panel";
import { cleanName } from "../figures/safeText";
import { h } from "../view/h";
import { liveText, phaseOf } from "./liveText";

/** Says in the header how a run that is followed goes on, and lets a person pause it or see its ranks apart. */
export interface LiveMark {
  readonly element: HTMLElement;
  readonly show: (live: Live | null) => void;
  readonly dispose: () => void;
}

const SECOND = 1000;
/** More lines in each cell of the table are no help. */
const MOST_RANKS = 16;

/**
 * @param pause asks the host for no more updates, or for them again
 * @param showEachRank asks the host for each rank beside the whole, or for the whole alone
 */
export function liveMark(pause: (paused: boolean) => void, showEachRank: (eachRank: boolean) => void): LiveMark {
  const text = h("span", { "data-part": "live-text" });
  // Every second another text would be read out; what is announced is how things stand.
  const announced = h("span", { class: "unseen", role: "status" });
  const button = h("button", { type: "button", class: "link", "data-action": "pause" });
  button.addEventListener("click", () => pause(shown?.paused !== true));
  const ranks = h("button", { type: "button", class: "link", "data-action": "each-rank" });
  ranks.addEventListener("click", () => showEachRank(shown?.eachRank !== true));
  const element = h(
    "span",
    { class: "live", "data-part": "live", hidden: true },
    h("span", { class: "live-dot", "aria-hidden": "true" }),
    text,
    announced,
    button,
    ranks,
  );
  let shown: Live | null = null;
  let since = 0;

  const tick = () => {
    if (shown === null) return;
    const idle = shown.idle + performance.now() - since;
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
      [shown, since] = [live, performance.now()];
      element.hidden = live === null;
      button.hidden = live === null || (live.ended && !live.paused);
      ranks.hidden = live === null || live.ranks < 2 || live.ranks > MOST_RANKS;
      ranks.textContent = live?.eachRank ? "Ranks together" : "Each rank";
      button.textContent = live?.paused ? "Resume" : "Pause";
      element.title = live?.trouble ? cleanName(live.trouble) : "";
      tick();
    },
    dispose: () => clearInterval(timer),
  };
}
