import { hiddenLayer, threeLayers } from "./architectures";
import type { Arm, Experiment } from "./experiment";
import { finalAccuracy } from "./outcomes";

const RATES = [0.01, 0.03, 0.1, 0.3, 1, 3, 10];

export const learningRates: Experiment = {
  name: "learning-rates",
  title: "Learning rates",
  question: "Which learning rates does a network of rectifiers train at, with and without batch norm?",
  arms: ["plain", "batch norm"].flatMap((network) => RATES.map((rate) => arm(network, rate))),
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
};

function arm(network: string, learningRate: number): Arm {
  return {
    name: `${network}, learning rate ${learningRate}`,
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
