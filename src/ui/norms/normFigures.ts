import type { NormLayer } from "../../engine/norms/normLayer";
import { betaFigure, gammaFigure } from "../figures/affine";
import { depthFigure } from "../figures/depth";
import { driftFigure } from "../figures/drift";
import type { Canvas, Figure } from "../figures/figure";
import { runningMeanFigure, runningSigmaFigure } from "../figures/runningStatistics";

/** What to see of the layers: all of them over depth or against a reference, or the channels of one. */
export type NormTab = "depth" | "running" | "affine" | "drift";

type MakeFigure = (canvas: Canvas) => Figure;

/** The figures of one tab: of all layers over depth, or of one layer's channels; none where there is nothing to draw. */
export function normFigures(norms: readonly NormLayer[], norm: NormLayer, tab: NormTab): MakeFigure[] {
  switch (tab) {
    case "depth":
      return [
        ...(norms.some(({ runningVariance }) => runningVariance !== null)
          ? [(canvas: Canvas) => depthFigure(canvas, norms, "runningVariance", norm.name)]
          : []),
        ...(norms.some(({ weight }) => weight !== null)
          ? [(canvas: Canvas) => depthFigure(canvas, norms, "weight", norm.name)]
          : []),
      ];
    case "running": {
      const variance = norm.runningVariance?.values;
      return [
        ...(variance ? [(canvas: Canvas) => runningSigmaFigure(canvas, norm.name, variance)] : []),
        ...(norm.runningMean?.values ? [(canvas: Canvas) => runningMeanFigure(canvas, norm.name, norm)] : []),
      ];
    }
    case "affine": {
      const [gamma, beta] = [norm.weight?.values, norm.bias?.values];
      return [
        ...(gamma ? [(canvas: Canvas) => gammaFigure(canvas, norm.name, gamma)] : []),
        ...(beta ? [(canvas: Canvas) => betaFigure(canvas, norm.name, beta, gamma ?? null)] : []),
      ];
    }
    case "drift":
      return (["running", "affine"] as const)
        .filter((moved) => norms.some(({ drift }) => drift !== null && hasMoved(drift, moved)))
        .map((moved) => (canvas: Canvas) => driftFigure(canvas, norms, moved));
  }
}

function hasMoved(drift: NonNullable<NormLayer["drift"]>, moved: "running" | "affine"): boolean {
  return moved === "running"
    ? drift.runningMean !== null || drift.runningVariance !== null
    : drift.weight !== null || drift.bias !== null;
}

/** Why a tab has nothing to draw, as a heading and what to know. */
export function missingFigure(norm: NormLayer, tab: NormTab): readonly [title: string, text: string] {
  const left = [norm.runningVariance, norm.runningMean, norm.weight, norm.bias].some(
    (parameter) => parameter !== null && parameter.values === null,
  );
  if (tab === "drift")
    return ["Nothing to compare", "No layer of the two files has the same name and as many channels."];
  if (left && tab !== "depth")
    return ["Too many channels", "The report leaves out the single channels of layers that have very many."];
  if (tab === "running")
    return [
      "No running statistics",
      "This layer computes its statistics anew for every input, so the file holds none.",
    ];
  if (tab === "affine") return ["Neither γ nor β", "This layer only normalizes: it has no weight and no bias."];
  return ["Nothing to follow", "No layer of this file keeps a running variance or a γ."];
}
