import type { Layer } from "../../engine/report";
import type { RunOf } from "../figures/figure";
import type { LayerRow } from "./layerRow";
import type { ViewState } from "./viewState";

/** The run that was chosen, or the one with the most examples, which say most of others. */
export function studiedRun({ runs }: LayerRow, { studied }: ViewState): RunOf<Layer> {
  const chosen = runs.find(({ run }) => run === studied);
  const examples = ({ content: { shape } }: RunOf<Layer>) => shape[0] ?? 0;
  return chosen ?? runs.reduce((most, one) => (examples(one) > examples(most) ? one : most));
}
