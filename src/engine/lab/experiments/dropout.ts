import type { LayerSpec } from "../networkSpec";
import { BATCH_NORM, threeLayers } from "./architectures";
import type { Arm, Experiment, Figure } from "./experiment";
import { bySeed, finalAccuracy, pointsBetween, withSettings } from "./outcomes";

const SHARES = [0, 0.2, 0.5];
/** Where dropout stands in a layer with batch norm. */
type Place = "plain" | "after the activation" | "before batch norm";

export const dropout: Experiment = {
  name: "dropout",
  title: "Dropout with batch norm",
  question: "Does dropout still help where there is batch norm, and does it harm its running variance?",
  arms: [
    ...SHARES.map((p) => arm("plain", p)),
    ...SHARES.map((p) => arm("after the activation", p)),
    ...SHARES.filter((p) => p > 0).map((p) => arm("before batch norm", p)),
  ],
  papers: [
    {
      text: "With batch norm dropout can be left out or weakened (Inception on ImageNet)",
      source: "Ioffe and Szegedy (2015), sections 3.4 and 4.2.1",
    },
    {
      text: "Dropout before batch norm shifts the variance between training and evaluation",
      source:
        "Li and others (2019), Understanding the Disharmony between Dropout and Batch Normalization by Variance Shift",
    },
  ],

  summarize(results) {
    const shifts = withSettings(results, { place: "before batch norm" });
    return [
      ...results.map(({ arm: { name }, runs }): Figure => {
        return { name: `accuracy at the end, ${name}`, unit: "accuracy", perSeed: runs.map(finalAccuracy) };
      }),
      ...shifts.map((result): Figure => {
        const perSeed = bySeed(result, result, (run) => {
          const { batchAccuracy, accuracy } = run.points.at(-1)!;
          return pointsBetween(accuracy, batchAccuracy!);
        });
        return { name: `lost to running statistics, ${result.arm.name}`, unit: "points", perSeed };
      }),
    ];
  },
};

function arm(place: Place, p: number): Arm {
  const unit: LayerSpec = { kind: "relu" };
  const drop: readonly LayerSpec[] = p > 0 ? [{ kind: "dropout", p }] : [];
  const hidden: Record<Place, readonly LayerSpec[]> = {
    plain: [unit, ...drop],
    "after the activation": [BATCH_NORM, unit, ...drop],
    "before batch norm": [...drop, BATCH_NORM, unit],
  };
  const norm = place === "plain" ? "no batch norm" : "batch norm";
  return {
    name: p === 0 ? `${norm}, no dropout` : `${norm}, dropout of ${p}${place === "plain" ? "" : ` ${place}`}`,
    settings: { norm, place, p },
    training: {
      network: threeLayers(hidden[place]),
      optimizer: { kind: "sgd", learningRate: 0.1 },
      batchSize: 60,
      steps: 1500,
      evaluateEvery: 50,
      batchStatistics: place !== "plain",
    },
  };
}
