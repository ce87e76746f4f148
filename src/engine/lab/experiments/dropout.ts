import type { LayerSpec } from "../networkSpec";
import { BATCH_NORM, threeLayers } from "./architectures";
import type { Arm, ArmResult, Experiment, Figure } from "./experiment";
import { bySeed, finalAccuracy, finalBatchAccuracy, pointsBetween, withSettings } from "./outcomes";
import { signedPoints, spreadText } from "./spreadText";

const SHARES = [0, 0.2, 0.5];
const MOST = 0.5;
/** Where dropout stands in a layer with batch norm. */
type Place = "plain" | "after the activation" | "before batch norm";

const LABELS: Readonly<Record<Place, string>> = {
  plain: "plain",
  "after the activation": "norm, after",
  "before batch norm": "norm, before",
};

export const dropout: Experiment = {
  name: "dropout",
  title: "Dropout with batch norm",
  question: "Does dropout still help where there is batch norm, and does it harm its running variance?",
  arms: [
    ...SHARES.map((p) => arm("plain", p)),
    ...SHARES.map((p) => arm("after the activation", p)),
    ...SHARES.filter((p) => p > 0).map((p) => arm("before batch norm", p)),
  ],
  compared: { lines: "place", along: "p", title: "share that is dropped" },
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
    const shifts = withSettings(results, { norm: "batch norm" });
    return [
      ...results.map(({ arm: { name }, runs }): Figure => {
        return { name: `accuracy at the end, ${name}`, unit: "accuracy", perSeed: runs.map(finalAccuracy) };
      }),
      ...shifts.map((result): Figure => {
        return { name: `lost to running statistics, ${result.arm.name}`, unit: "points", perSeed: lost(result) };
      }),
    ];
  },

  conclude(results) {
    const of = (place: Place, p = MOST) => withSettings(results, { place, p })[0]!;
    const gain = (place: Place) => {
      const gained = bySeed(of(place, 0), of(place), (a, b) => pointsBetween(finalAccuracy(a), finalAccuracy(b)));
      return spreadText(gained, signedPoints);
    };
    const loss = (place: Place, p?: number) => spreadText(lost(of(place, p)), signedPoints);
    return [
      {
        text: `Dropout of ${MOST} changes the accuracy at the end by ${gain("plain")} without batch norm, and by ${gain("after the activation")} with it.`,
        paper: "with batch norm dropout can be left out or weakened (Inception on ImageNet)",
      },
      {
        text: `The test batches' own statistics would change the accuracy at the end by ${loss("before batch norm")} with dropout of ${MOST} before batch norm, by ${loss("after the activation")} with it after the activation, and by ${loss("after the activation", 0)} without dropout.`,
        paper: "dropout before batch norm shifts the variance between training and evaluation",
      },
    ];
  },
};

/** What the accuracy at the end would gain by the test batches' own statistics, in percentage points, of each seed. */
function lost({ runs }: ArmResult): number[] {
  return runs.map((run) => pointsBetween(finalAccuracy(run), finalBatchAccuracy(run)));
}

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
    label: `${LABELS[place]}, ${p}`,
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
