import type { Piece } from "../hoverText";
import type { Advice, AdvisedMethod, Answers, Measured } from "./advice";
import { alternativesTo, nameOf } from "./alternatives";
import { type Decision, decide } from "./decide";
import { layerCode } from "./layerCode";
import { measuredGrounds, sizesText } from "./measuredNoise";
import type { AdvicePlace } from "./place";
import { placementOf } from "./placement";
import { type Situation, situationOf } from "./situation";
import { BATCH_NORM, GRADIENT_PENALTY, GROUP_NORM, LAYER_NORM, point } from "./sources";

/**
 * Which normalization fits a place, where it goes and why: each point with the rule, source, measurement or code that it
 * rests on. What is not known is said. Source of what decides: Wu and He 2018 and the papers in `sources`.
 *
 * @param unmeasured why there are no measurements
 */
export function advise(
  place: AdvicePlace,
  measured: Measured | null,
  answers: Answers,
  unmeasured: readonly Piece[] = ["nothing was measured."],
): Advice {
  const situation = situationOf(place, measured, answers);
  const decision = decide(situation);
  const { method } = decision;
  const { architecture } = situation;
  const change = method === null ? null : changeOf(method, place);
  const unknown = unknownOf(situation, decision, change, unmeasured);
  if (method === null || change === null) {
    const headline = ["What is known does not decide"];
    return {
      method: null,
      architecture,
      change: null,
      headline,
      code: null,
      why: [],
      placement: [],
      alternatives: CHOOSING,
      unknown,
    };
  }
  const keeps = change === "keep" && method !== "frozen";
  return {
    method,
    architecture,
    change,
    headline: headlineOf(method, change, place),
    code: keeps && place.norm ? place.norm.code : layerCode(method, situation),
    why: [...decision.why, ...besides(situation, method)],
    placement: placementOf(method, situation),
    alternatives: alternativesTo(method, situation),
    unknown,
  };
}

function changeOf(method: AdvisedMethod, { norm }: AdvicePlace): NonNullable<Advice["change"]> {
  if (method === "frozen") return "keep";
  if (norm === null) return "add";
  return norm.value.method === (method === "example" ? "layer" : method) ? "keep" : "replace";
}

function headlineOf(method: AdvisedMethod, change: Advice["change"], { norm }: AdvicePlace): Piece[] {
  if (method === "frozen") return ["Keep batch norm, frozen in inference mode"];
  if (change === "keep") return [`${nameOf(method)}, as it is`];
  return change === "replace" ? [`${nameOf(method)} instead of `, { code: norm!.value.name }] : [nameOf(method)];
}

/** What does not decide and is still worth knowing. */
function besides(situation: Situation, method: AdvisedMethod): Advice["why"] {
  const { place, measured } = situation;
  const points: Advice["why"][number][] = [];
  if (place.penalty && place.penalty.value === null && method === "batch") {
    const text =
      "The file differentiates gradients again. Where that goes through this model, batch norm has to leave.";
    points.push(point([text], { kind: "code", at: place.penalty.at, code: place.penalty.code }, GRADIENT_PENALTY));
  }
  if (measured && situation.batchSize === null) {
    points.push(point([sizesText(measured)], ...measuredGrounds(measured)));
  }
  return points;
}

function unknownOf(
  situation: Situation,
  { method }: Decision,
  change: Advice["change"],
  unmeasured: readonly Piece[],
): Advice["unknown"] {
  const { place, architecture, batchSize, statistics, weights, measured } = situation;
  const lines: (readonly Piece[])[] = [];
  if (!architecture) lines.push(["What kind of model this is: its layers do not tell."]);
  if (!place.framework) lines.push(["Which framework it is in."]);
  if (!batchSize && dependsOnBatch(situation, method, change)) {
    lines.push([
      "How many examples a device normalizes at a time",
      place.splits ? ": several devices share the loader's batch." : ".",
    ]);
  }
  if (method === "batch" && !statistics) lines.push(["Whether inputs in use look like those of training."]);
  if (change === "replace" && !weights) {
    lines.push([
      "Whether trained weights of this model are to be kept: with another normalization they have to learn anew.",
    ]);
  }
  if (method !== null && method !== "frozen" && place.framework !== "keras" && !place.channels?.value)
    lines.push(["The number of channels here."]);
  if (measured && method === "batch") {
    lines.push([
      "How noisy batch statistics of the other layers are: the thresholds are of a network's noisiest layer, and one was measured.",
    ]);
  }
  if (!measured && (method === "batch" || (place.norm?.value.method === "batch" && batchSize)))
    lines.push(["How noisy batch statistics are on your own activations: ", ...unmeasured]);
  return lines;
}

/** Whether another batch size would have led to another method. */
function dependsOnBatch(
  { place, architecture }: Situation,
  method: Advice["method"],
  change: Advice["change"],
): boolean {
  if (place.privacy || place.penalty?.value === true) return false;
  if (method === null || method === "batch" || method === "frozen") return true;
  const kind = architecture?.value;
  return change !== "keep" && (kind === undefined || kind === "convolutional" || kind === "dense");
}

/** How to choose, where nothing decides. */
const CHOOSING: Advice["alternatives"] = [
  point(["Convolutions or linear layers, from 8 examples a device on: batch norm."], BATCH_NORM),
  point(["Convolutions with smaller batches: group norm."], GROUP_NORM),
  point(["Sequences, recurrent or with attention: layer norm."], LAYER_NORM),
];
