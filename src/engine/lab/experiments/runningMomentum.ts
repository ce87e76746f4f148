import { hiddenLayer, threeLayers } from "./architectures";
import type { Arm, Experiment, Figure } from "./experiment";

/** In PyTorch's meaning, the weight of the new batch; null is the cumulative average. */
const MOMENTA = [0.001, 0.01, 0.1, 0.5, 1, null];
/** Steps at which evaluation is held against the batches' own statistics. */
const CHECKED = [50, 200, 1000];

export const runningMomentum: Experiment = {
  name: "running-momentum",
  title: "Momentum of the running statistics",
  question: "How much accuracy do running statistics lose to a batch's own, early and late in training?",
  arms: MOMENTA.map(arm),
  papers: [
    {
      text: "No paper's figure; PyTorch's default is 0.1, and after t steps (1 − momentum)^t of the initial values is left",
      source: "torch.nn.BatchNorm2d",
    },
  ],

  summarize(results) {
    return results.flatMap(({ arm: { name }, runs }) =>
      CHECKED.map((step): Figure => {
        const perSeed = runs.map(({ points }) => {
          const point = points.find((one) => one.step === step);
          return point ? 100 * (point.batchAccuracy! - point.accuracy) : null;
        });
        return { name: `lost to running statistics after ${step} steps, ${name}`, unit: "points", perSeed };
      }),
    );
  },
};

function arm(momentum: number | null): Arm {
  const hidden = hiddenLayer("relu", true).map((layer) => {
    return layer.kind === "norm" ? { ...layer, norm: { method: "batch", momentum } as const } : layer;
  });
  return {
    name: momentum === null ? "cumulative average" : `momentum ${momentum}`,
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
