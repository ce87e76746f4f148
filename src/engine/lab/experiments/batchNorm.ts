import { hiddenLayer, lastActivation, threeLayers } from "./architectures";
import type { Arm, ArmResult, Experiment, Figure } from "./experiment";
import { bestAccuracy, bySeed, highest, stepsTo, withSettings } from "./outcomes";

const PLAIN_RATES = [0.3, 1, 3, 10];
const NORMALIZED_RATES = [0.3, 1, 3, 10, 30];

/** The MNIST setting of the 2015 paper; the learning rates are ours, since it tells none. */
export const batchNorm: Experiment = {
  name: "batch-norm",
  title: "With and without batch norm",
  question: "How many fewer steps does a network of sigmoids need with batch norm?",
  arms: [...PLAIN_RATES.map((rate) => arm("plain", rate)), ...NORMALIZED_RATES.map((rate) => arm("batch norm", rate))],
  papers: [
    {
      text: "The same accuracy in 14 times fewer steps (Inception on ImageNet, learning rate 5 times higher)",
      source: "Ioffe and Szegedy (2015), abstract and section 4.2.2",
    },
    {
      text: "Higher test accuracy, and steadier inputs of the last sigmoid (this network on MNIST, 50,000 steps)",
      source: "Ioffe and Szegedy (2015), figure 1",
    },
  ],

  summarize(results) {
    const plain = highest(withSettings(results, { network: "plain" }), bestAccuracy);
    const normalized = withSettings(results, { network: "batch norm" });
    const best = highest(normalized, bestAccuracy);
    const soonest = normalized.reduce((a, b) => (medianSteps(plain, b) < medianSteps(plain, a) ? b : a));
    return [
      accuracyFigure(plain),
      accuracyFigure(best),
      stepsFigure(plain, plain),
      stepsFigure(plain, best),
      factorFigure(plain, best, "its most accurate"),
      factorFigure(plain, soonest, "its soonest"),
      wanderingFigure(plain),
      wanderingFigure(best),
    ];
  },
};

function arm(network: "plain" | "batch norm", learningRate: number): Arm {
  const spec = threeLayers(hiddenLayer("sigmoid", network === "batch norm"));
  return {
    name: `${network}, learning rate ${learningRate}`,
    settings: { network, learningRate },
    training: {
      network: spec,
      optimizer: { kind: "sgd", learningRate },
      batchSize: 60,
      steps: 4000,
      evaluateEvery: 50,
      watchedLayer: lastActivation(spec),
    },
  };
}

function accuracyFigure(result: ArmResult): Figure {
  return { name: `best accuracy, ${result.arm.name}`, unit: "accuracy", perSeed: result.runs.map(bestAccuracy) };
}

function stepsFigure(plain: ArmResult, result: ArmResult): Figure {
  const perSeed = bySeed(plain, result, (target, run) => stepsTo(bestAccuracy(target), run));
  return { name: `steps to the plain network's best accuracy, ${result.arm.name}`, unit: "steps", perSeed };
}

function factorFigure(plain: ArmResult, result: ArmResult, which: string): Figure {
  const perSeed = bySeed(plain, result, (target, run) => {
    const [slow, quick] = [target, run].map((own) => stepsTo(bestAccuracy(target), own));
    return quick ? slow! / quick : null;
  });
  const rate = result.arm.settings.learningRate;
  return { name: `batch norm cuts the steps by, at ${which} learning rate (${rate})`, unit: "times", perSeed };
}

/** How far a unit's percentiles go in all, from look to look: what a steady distribution does not do. */
function wanderingFigure({ arm: { name }, runs }: ArmResult): Figure {
  const perSeed = runs.map(({ points }) => points.reduce((sum, { spread }) => sum + (spread?.moved ?? 0), 0));
  return { name: `way of the percentiles of the last sigmoid's inputs, ${name}`, unit: "own", perSeed };
}

function medianSteps(plain: ArmResult, result: ArmResult): number {
  const steps = bySeed(plain, result, (target, run) => stepsTo(bestAccuracy(target), run) ?? Number.POSITIVE_INFINITY);
  return steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)]!;
}
