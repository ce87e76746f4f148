import { formatCount, formatNumber } from "../../engine/formatNumber";
import { h } from "./h";
import type { LayerRow } from "./layerRow";
import type { ViewState } from "./viewState";

/** Says which of a layer's steps are drawn, and leads back from those that were zoomed in on; `reset` does. */
export function thinnedNote(reset: () => void): {
  readonly element: HTMLElement;
  /** Null is nothing to say. */
  readonly show: (row: LayerRow | null, view: Pick<ViewState, "steps" | "momentum">) => void;
} {
  const text = h("span");
  const button = h(
    "button",
    { type: "button", class: "link", "data-action": "all-steps", onclick: reset },
    "Show all steps",
  );
  const element = h("p", { class: "note muted", "data-part": "thinned", hidden: true }, text, button);
  return {
    element,
    show: (row, { steps, momentum }) => {
      const every = row === null ? 1 : everyOf(row);
      text.textContent = noteOf(every, steps, momentum === null);
      button.hidden = steps === null;
      element.hidden = row === null || (every === 1 && steps === null);
    },
  };
}

function everyOf({ runs }: LayerRow): number {
  return Math.max(1, ...runs.map(({ content }) => content.running?.logged?.every ?? 1));
}

/** @param more whether zooming in shows more of them: a momentum that was chosen is replayed over those that are shown */
function noteOf(every: number, steps: ViewState["steps"], more: boolean): string {
  const shown =
    every === 1
      ? "all logged steps are shown."
      : `every ${ordinal(every)} logged step is shown${more ? "; zoom in for all" : ""}.`;
  if (steps === null) return `${shown.charAt(0).toUpperCase()}${shown.slice(1)}`;
  const [from, to] = steps.map((step) => formatNumber(Math.round(step)));
  return `From step ${from} to ${to}, ${shown}`;
}

function ordinal(every: number): string {
  return `${formatCount(every)}${every % 10 === 2 && every % 100 !== 12 ? "nd" : "th"}`;
}
