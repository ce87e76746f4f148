import type { Piece } from "./hoverText";
import type { LayerFacts } from "./normFacts";
import { formatAbout, formatNumber } from "./numbers";
import { argument } from "./readArgument";

/**
 * What a momentum means, in the framework's convention and in the other: PyTorch weighs the new batch, Keras and Flax
 * the old average. Empty where the layer has none or it is not known.
 */
export function momentumText(facts: LayerFacts): Piece[] {
  const { layer, tracked } = facts;
  if (layer.method !== "batch" && layer.method !== "instance") return [];
  if (layer.framework !== "torch") return tracked && facts.training !== "running" ? oldWeightText(facts) : [];
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
    `${formatNumber(momentum)} is the weight of the new batch: Keras and Flax ${formatNumber(otherMomentum(momentum))}, about ${window} batches`,
  ];
}

/** The other convention's momentum: PyTorch weighs the new batch, Keras and Flax the old average. */
export function otherMomentum(momentum: number): number {
  return Number((1 - momentum).toPrecision(12));
}

/** How many batches an exponential average effectively averages over, from the weight of the new batch. */
export function effectiveBatches(momentum: number): number {
  return (2 - momentum) / momentum;
}

function oldWeightText({ arguments: args }: LayerFacts): Piece[] {
  const value = argument(args, "momentum");
  if (value.kind !== "number") return ["weight of the old average, 1 − PyTorch's momentum"];
  const momentum = value.value;
  if (momentum === 1) return ["1: the running statistics never move"];
  if (momentum === 0) return ["0: the running statistics are those of the last batch alone, PyTorch 1"];
  if (!(momentum > 0 && momentum < 1)) return [];
  const other = otherMomentum(momentum);
  return [
    `${formatNumber(momentum)} is the weight of the old average: PyTorch ${formatNumber(other)}, about ${formatAbout(effectiveBatches(other))} batches`,
  ];
}

function cumulative({ layer }: LayerFacts): Piece[] {
  if (layer.method !== "batch" || layer.functional) return [];
  return ["cumulative average: every batch since the reset weighs the same; Keras has none"];
}
