import type { Layer } from "../../engine/report";
import type { RunOf } from "../figures/figure";
import { shortName } from "../figures/safeText";
import { h } from "./h";
import type { LayerRow } from "./layerRow";

/** Chooses one of a row's runs; hidden where there is only one. */
export function runPicker(change: (run: string) => void) {
  const select = h("select", { "data-part": "studied-run", onchange: () => change(select.value) });
  const element = h("label", { class: "picker" }, "activations of", select);
  let offered = "";
  return {
    element,
    isNeeded: ({ runs }: LayerRow) => runs.length > 1,
    show({ runs }: LayerRow, chosen: RunOf<Layer>) {
      element.hidden = runs.length < 2;
      const names = JSON.stringify(runs.map(({ run }) => run));
      if (names !== offered) {
        select.replaceChildren(...runs.map(({ run }) => h("option", { value: run }, shortName(run, 40))));
        offered = names;
      }
      select.value = chosen.run;
    },
  };
}
