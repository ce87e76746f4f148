import { formatNumber } from "../../formatNumber";
import { median } from "../../quantile";
import { hiddenLayer, lastActivation, threeLayers } from "./architectures";
import type { Arm, ArmResult, Conclusion, Experiment, Figure } from "./experiment";
import { bestAccuracy, bySeed, highest, stepsTo, withSettings } from "./outcomes";
import { formatTimes, percent, spreadText } from "./spreadText";

const PLAIN_RATES = [0.3, 1, 3, 10];
const NORMALIZED_RATES = [0.3, 1, 3, 10, 30];

/** The MNIST setting of the 2015 paper; learning rates and first weights are ours, since it tells neither's size. */
export const batchNorm: Experiment = {
  name: "batch-norm",
  title: "With and without batch norm",
  question: "How many fewer steps does a network of sigmoids need with batch norm?",
  arms: [...PLAIN_RATES.map((rate) => arm("plain", rate)), ...NORMALIZED_RATES.map((rate) => arm("batch norm", rate))],
  compared: { lines: "network", along: "learningRate", title: "learning rate" },
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
    const { plain, best, soonest } = compared(results);
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

  conclude(results) {
    const { plain, best, soonest } = compared(results);
    return [
      factorConclusion(plain, soonest, "the one that is soonest"),
      ...(best === soonest || !reaches(plain, best) ? [] : [factorConclusion(plain, best, "the most accurate one")]),
      {
        text: `Best accuracy: ${accuracyOf(best)} with batch norm, ${accuracyOf(plain)} without.`,
        paper: "higher with batch norm (this network on MNIST, figure 1)",
      },
      {
        text: `The percentiles of the last sigmoid's inputs went ${wayOf(best)} in all with batch norm, ${wayOf(plain)} without.`,
        paper: "steadier with batch norm (this network on MNIST, figure 1)",
      },
    ];
  },
};

/** The networks that the question is about, by what the seeds' medians say of them. */
function compared(results: readonly ArmResult[]) {
  const plain = highest(withSettings(results, { network: "plain" }), bestAccuracy);
  const normalized = withSettings(results, { network: "batch norm" });
  const best = highest(normalized, bestAccuracy);
  const soonest = normalized.reduce((a, b) => (medianSteps(plain, b) < medianSteps(plain, a) ? b : a));
  return { plain, best, soonest };
}

function arm(network: "plain" | "batch norm", learningRate: number): Arm {
  const spec = threeLayers(hiddenLayer("sigmoid", network === "batch norm"));
  return {
    name: `${network}, learning rate ${learningRate}`,
    label: `${network}, ${learningRate}`,
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

/** How many times fewer steps each seed takes; null where it never gets there. */
function factors(plain: ArmResult, result: ArmResult): (number | null)[] {
  return bySeed(plain, result, (target, run) => {
    const [slow, quick] = [target, run].map((own) => stepsTo(bestAccuracy(target), own));
    return quick ? slow! / quick : null;
  });
}

function reaches(plain: ArmResult, result: ArmResult): boolean {
  return factors(plain, result).some((factor) => factor !== null);
}

function factorConclusion(plain: ArmResult, result: ArmResult, which: string): Conclusion {
  const found = factors(plain, result);
  const reached = found.filter((factor) => factor !== null);
  const at = `at learning rate ${result.arm.settings.learningRate}, ${which}`;
  const paper = "14 times fewer (Inception on ImageNet)";
  const target = `the plain network's best accuracy of ${accuracyOf(plain)}`;
  if (reached.length === 0) return { text: `With batch norm no seed reaches ${target}.`, paper };
  const fewer = median(reached) >= 1;
  const told = fewer ? reached : reached.map((factor) => 1 / factor);
  const times = spreadText(told, formatTimes, ` times ${fewer ? "fewer" : "more"} steps`);
  const missed = found.length - reached.length;
  const rest = missed === 0 ? "" : ` ${missed} of ${found.length} seeds never got there.`;
  const text = `With batch norm ${target} takes ${times} ${at}.${rest}`;
  return { text, paper };
}

function accuracyOf({ arm, runs }: ArmResult): string {
  return `${spreadText(runs.map(bestAccuracy), percent)} at learning rate ${arm.settings.learningRate}`;
}

function wayOf(result: ArmResult): string {
  return spreadText(wandering(result), formatNumber);
}

function factorFigure(plain: ArmResult, result: ArmResult, which: string): Figure {
  const perSeed = factors(plain, result);
  const rate = result.arm.settings.learningRate;
  return { name: `batch norm cuts the steps by, at ${which} learning rate (${rate})`, unit: "times", perSeed };
}

/** How far a unit's percentiles go in all, from look to look: what a steady distribution does not do. */
function wanderingFigure(result: ArmResult): Figure {
  const name = `way of the percentiles of the last sigmoid's inputs, ${result.arm.name}`;
  return { name, unit: "own", perSeed: wandering(result) };
}

function wandering({ runs }: ArmResult): number[] {
  return runs.map(({ points }) => points.reduce((sum, { spread }) => sum + (spread?.moved ?? 0), 0));
}

function medianSteps(plain: ArmResult, result: ArmResult): number {
  const steps = bySeed(plain, result, (target, run) => stepsTo(bestAccuracy(target), run) ?? Number.POSITIVE_INFINITY);
  return steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)]!;
}
