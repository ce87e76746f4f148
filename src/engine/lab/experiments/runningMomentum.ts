import { hiddenLayer, threeLayers } from "./architectures";
import type { Arm, ArmResult, Experiment, Figure } from "./experiment";
import { signedPoints, spreadText } from "./spreadText";

/** In PyTorch's meaning, the weight of the new batch; null is the cumulative average. */
const MOMENTA = [0.001, 0.01, 0.1, 0.5, 1, null];
/** Steps at which evaluation is held against the batches' own statistics. */
const CHECKED = [50, 200, 1000];

export const runningMomentum: Experiment = {
  name: "running-momentum",
  title: "Momentum of the running statistics",
  question: "How much accuracy do running statistics lose to a batch's own, early and late in training?",
  arms: MOMENTA.map(arm),
  compared: { lines: null, along: "momentum", title: "momentum of the running statistics" },
  papers: [
    {
      text: "No paper's figure; PyTorch's default is 0.1, and after t steps (1 − momentum)^t of the initial values is left",
      source: "torch.nn.BatchNorm2d",
    },
  ],

  summarize(results) {
    return results.flatMap((result) =>
      CHECKED.map((step): Figure => {
        const name = `lost to running statistics after ${step} steps, ${result.arm.name}`;
        return { name, unit: "points", perSeed: lostAt(result, step) };
      }),
    );
  },

  conclude(results) {
    return CHECKED.flatMap((step, i) => {
      const lost = results.map((result) => {
        const perSeed = lostAt(result, step).filter((points) => points !== null);
        return perSeed.length === 0 ? null : `${spreadText(perSeed, signedPoints)} with ${result.arm.name}`;
      });
      if (lost.includes(null)) return [];
      const text = `After ${step} steps the batches' own statistics are more accurate than the running ones by ${lost.join(", ")}.`;
      return [{ text, paper: i === 0 ? "none; PyTorch's default is momentum 0.1" : null }];
    });
  },
};

/** What accuracy would gain by the test batches' own statistics, in percentage points; null where there was no look then. */
function lostAt({ runs }: ArmResult, step: number): (number | null)[] {
  return runs.map(({ points }) => {
    const point = points.find((one) => one.step === step);
    return point ? 100 * (point.batchAccuracy! - point.accuracy) : null;
  });
}

function arm(momentum: number | null): Arm {
  const hidden = hiddenLayer("relu", true).map((layer) => {
    return layer.kind === "norm" ? { ...layer, norm: { method: "batch", momentum } as const } : layer;
  });
  return {
    name: momentum === null ? "cumulative average" : `momentum ${momentum}`,
    label: momentum === null ? "cumulative" : `mom. ${momentum}`,
    settings: { momentum: momentum ?? "cumulative" },
    training: {
      network: threeLayers(hidden),
      optimizer: { kind: "sgd", learningRate: 0.3 },
      batchSize: 20,
      steps: 1000,
      evaluateEvery: 50,
      batchStatistics: true,
    },
  };
}
