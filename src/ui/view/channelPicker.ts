import { formatNumber } from "../../engine/formatNumber";
import type { Running } from "../../engine/report";
import { meanDistance } from "../figures/deviation";
import { h } from "./h";

const MOST_OPTIONS = 2000;

/** Chooses the channel that is drawn on top; the one that strays farthest is offered by name. */
export function channelPicker(change: (channel: number | null) => void): {
  readonly element: HTMLElement;
  readonly show: (runs: readonly Running[], chosen: number | null) => void;
} {
  const select = h("select", { "aria-label": "channel drawn on top", "data-part": "channel" });
  select.addEventListener("change", () => change(select.value === "" ? null : Number(select.value)));
  let listed: Running | undefined;
  let offered = "";
  return {
    element: h("label", { class: "picker" }, "channels", select),
    show: (runs, chosen) => {
      if (listed !== runs[0]) {
        const options = optionsOf(runs);
        const texts = options.map(({ textContent }) => textContent).join("\n");
        // While a run is followed there are new runs every second; a list that hangs open would fall shut.
        if (texts !== offered && document.activeElement !== select) {
          select.replaceChildren(...options);
          offered = texts;
        }
        if (texts === offered) listed = runs[0];
      }
      select.value = chosen === null ? "" : String(chosen);
    },
  };
}

function optionsOf(runs: readonly Running[]): HTMLElement[] {
  const count = Math.max(...runs.map((running) => running.batchMean[0]?.length ?? 0));
  const all = h("option", { value: "" }, count === 1 ? "the only channel" : `all ${count} channels`);
  if (count < 2) return [all];
  const farthest = farthestChannel(runs);
  const options = Array.from({ length: Math.min(count, MOST_OPTIONS) }, (_, channel) =>
    h("option", { value: channel }, channel === farthest.channel ? farthest.text : `channel ${channel}`),
  );
  return [all, ...options];
}

/** By the root mean square of its distance over the second half of the steps, in any run. */
function farthestChannel(runs: readonly Running[]): { channel: number; text: string } {
  let [channel, most] = [-1, 0];
  for (const running of runs) {
    const series = meanDistance(running).slice(running.steps.length >> 1);
    for (let c = 0; c < (series[0]?.length ?? 0); c++) {
      const strays = Math.sqrt(series.reduce((sum, step) => sum + step[c]! ** 2, 0) / series.length);
      if (strays > most) [channel, most] = [c, strays];
    }
  }
  return { channel, text: `channel ${channel}, strays most: ${formatNumber(most)} σ` };
}
