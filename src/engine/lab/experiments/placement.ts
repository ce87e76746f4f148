import type { ActivationKind, LayerSpec } from "../networkSpec";
import { BATCH_NORM, threeLayers } from "./architectures";
import type { Arm, Experiment } from "./experiment";
import { finalAccuracy } from "./outcomes";

const PLACES = ["none", "before", "after"] as const;
const ACTIVATIONS: readonly ActivationKind[] = ["sigmoid", "tanh", "relu"];

export const placement: Experiment = {
  name: "placement",
  title: "Batch norm before or after the activation",
  question: "Does it matter on which side of the activation batch norm stands?",
  arms: ACTIVATIONS.flatMap((activation) => PLACES.map((place) => arm(activation, place))),
  papers: [
    {
      text: "Batch norm belongs before the activation, where what comes in is more symmetric (a reason, not a measurement)",
      source: "Ioffe and Szegedy (2015), section 3.2",
    },
  ],

  summarize(results) {
    return results.map(({ arm: { name }, runs }) => {
      return { name: `accuracy at the end, ${name}`, unit: "accuracy", perSeed: runs.map(finalAccuracy) };
    });
  },
};

function arm(activation: ActivationKind, place: (typeof PLACES)[number]): Arm {
  const unit: LayerSpec = { kind: activation };
  const hidden = { none: [unit], before: [BATCH_NORM, unit], after: [unit, BATCH_NORM] }[place];
  return {
    name: place === "none" ? `${activation}, no batch norm` : `${activation}, batch norm ${place} it`,
    settings: { activation, place },
    training: {
      network: threeLayers(hidden),
      optimizer: { kind: "sgd", learningRate: 0.3 },
      batchSize: 60,
      steps: 1500,
      evaluateEvery: 50,
    },
  };
}
