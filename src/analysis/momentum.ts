import type { Piece } from "./hoverText";
import { argument, type LayerFacts } from "./layerFacts";
import { formatAbout, formatNumber } from "./numbers";

/** What a momentum means, in PyTorch's convention and in Keras's. Empty where the layer has none or it is not known. */
export function momentumText(facts: LayerFacts): Piece[] {
  const { layer, tracked } = facts;
  if (layer.method !== "batch" && layer.method !== "instance") return [];
  const given = facts.arguments.get("momentum")?.given === true;
  if (tracked === false) return given ? ["unused: there are no running statistics"] : [];
  if (layer.functional && facts.training === "running") return given ? ["unused: nothing is updated"] : [];
  const value = argument(facts.arguments, "momentum");
  if (value.kind === "none") return cumulative(facts);
  if (value.kind !== "number") return ["weight of the new batch, 1 − Keras's momentum"];
  const momentum = value.value;
  if (momentum === 0) return ["0: the running statistics never move"];
  if (momentum === 1) return ["1: the running statistics are those of the last batch alone, Keras 0"];
  if (!(momentum > 0 && momentum < 1)) return [];
  const window = formatAbout(effectiveBatches(momentum));
  return [
    `${formatNumber(momentum)} is the weight of the new batch: Keras ${formatNumber(kerasMomentum(momentum))}, about ${window} batches`,
  ];
}

/** The other framework's momentum: PyTorch weighs the new batch, Keras the old average. */
export function kerasMomentum(momentum: number): number {
  return Number((1 - momentum).toPrecision(12));
}

/** How many batches an exponential average of this momentum effectively averages over. */
export function effectiveBatches(momentum: number): number {
  return (2 - momentum) / momentum;
}

function cumulative({ layer }: LayerFacts): Piece[] {
  if (layer.method !== "batch" || layer.functional) return [];
  return ["cumulative average: every batch since the reset weighs the same; Keras has none"];
}
