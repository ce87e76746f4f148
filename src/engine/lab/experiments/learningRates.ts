import { hiddenLayer, threeLayers } from "./architectures";
import type { Arm, ArmResult, Experiment } from "./experiment";
import { finalAccuracy, highest, withSettings } from "./outcomes";
import { formatTimes, percent, spreadText } from "./spreadText";

const RATES = [0.01, 0.03, 0.1, 0.3, 1, 3, 10];
/** Accuracy at the end from which on a network counts as trained. */
const TRAINED = 0.9;
const NETWORKS = ["batch norm", "plain"] as const;

export const learningRates: Experiment = {
  name: "learning-rates",
  title: "Learning rates",
  question: "Which learning rates does a network of rectifiers train at, with and without batch norm?",
  arms: ["plain", "batch norm"].flatMap((network) => RATES.map((rate) => arm(network, rate))),
  compared: { lines: "network", along: "learningRate", title: "learning rate" },
  papers: [
    {
      text: "A learning rate 5 times higher drove the plain network's parameters to infinity; with batch norm even 30 times higher trained to a better end (Inception on ImageNet)",
      source: "Ioffe and Szegedy (2015), section 4.2.2",
    },
  ],

  summarize(results) {
    return results.map(({ arm: { name }, runs }) => {
      return { name: `accuracy at the end, ${name}`, unit: "accuracy", perSeed: runs.map(finalAccuracy) };
    });
  },

  conclude(results) {
    const [normalized, plain] = NETWORKS.map((network) => highestRate(withSettings(results, { network })));
    const [best, bestPlain] = NETWORKS.map((network) => highest(withSettings(results, { network }), finalAccuracy));
    const times = normalized && plain ? `: a factor of ${formatTimes(normalized / plain)}` : "";
    return [
      {
        text: `The highest learning rate at which every seed ends at ${percent(TRAINED)} or more is ${normalized ?? "none"} with batch norm and ${plain ?? "none"} without${times}.`,
        paper:
          "5 times higher broke the plain network; with batch norm even 30 times higher trained (Inception on ImageNet)",
      },
      { text: `Accuracy at the end: ${endOf(best!)} with batch norm, ${endOf(bestPlain!)} without.`, paper: null },
    ];
  },
};

function highestRate(results: readonly ArmResult[]): number | null {
  const trained = results.filter(({ runs }) => runs.every((run) => finalAccuracy(run) >= TRAINED));
  return trained.length === 0 ? null : Math.max(...trained.map(({ arm }) => Number(arm.settings.learningRate)));
}

function endOf({ arm, runs }: ArmResult): string {
  return `${spreadText(runs.map(finalAccuracy), percent)} at learning rate ${arm.settings.learningRate}`;
}

function arm(network: string, learningRate: number): Arm {
  return {
    name: `${network}, learning rate ${learningRate}`,
    label: `${network}, ${learningRate}`,
    settings: { network, learningRate },
    training: {
      network: threeLayers(hiddenLayer("relu", network === "batch norm")),
      optimizer: { kind: "sgd", learningRate },
      batchSize: 60,
      steps: 1000,
      evaluateEvery: 100,
    },
  };
}
