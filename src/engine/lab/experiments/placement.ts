import type { ActivationKind, LayerSpec } from "../networkSpec";
import { BATCH_NORM, threeLayers } from "./architectures";
import type { Arm, Experiment } from "./experiment";
import { finalAccuracy, withSettings } from "./outcomes";
import { percent, spreadText } from "./spreadText";

const PLACES = ["none", "before", "after"] as const;
const ACTIVATIONS: readonly ActivationKind[] = ["sigmoid", "tanh", "relu"];

export const placement: Experiment = {
  name: "placement",
  title: "Batch norm before or after the activation",
  question: "Does it matter on which side of the activation batch norm stands?",
  arms: ACTIVATIONS.flatMap((activation) => PLACES.map((place) => arm(activation, place))),
  compared: { lines: "activation", along: "place", title: "place of batch norm" },
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

  conclude(results) {
    return ACTIVATIONS.map((activation, i) => {
      const [none, before, after] = PLACES.map((place) => {
        return spreadText(withSettings(results, { activation, place })[0]!.runs.map(finalAccuracy), percent);
      });
      return {
        text: `With ${activation}: ${before} at the end with batch norm before it, ${after} after it, ${none} without.`,
        paper: i === 0 ? "before it (a reason, not a measurement)" : null,
      };
    });
  },
};

function arm(activation: ActivationKind, place: (typeof PLACES)[number]): Arm {
  const unit: LayerSpec = { kind: activation };
  const hidden = { none: [unit], before: [BATCH_NORM, unit], after: [unit, BATCH_NORM] }[place];
  return {
    name: place === "none" ? `${activation}, no batch norm` : `${activation}, batch norm ${place} it`,
    label: place === "none" ? `${activation}, none` : `${activation}, ${place}`,
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
