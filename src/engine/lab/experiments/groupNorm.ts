import { twoConvolutions } from "./architectures";
import type { Arm, ArmResult, Experiment, Figure } from "./experiment";
import { bySeed, finalAccuracy, highest, pointsBetween, withSettings } from "./outcomes";
import { signedPoints, spreadText } from "./spreadText";

const BATCH_SIZES = [32, 16, 8, 4, 2];
/** Examples that every arm learns from, whatever the batch: three rounds of the digits. */
const EXAMPLES = 24_000;
const LOOKS = 20;
/** Tried at batches of 32; a smaller batch learns at so much smaller rates (Goyal and others, 2017), as Wu and He have it. */
const RATES = [0.01, 0.03, 0.1];
const GROUPS = 8;

export const groupNorm: Experiment = {
  name: "group-norm",
  title: "Batch and group norm, from batches of 32 down to 2",
  question: "At which batch size does batch norm fall behind group norm?",
  arms: ["batch", "group"].flatMap((norm) => BATCH_SIZES.flatMap((size) => RATES.map((rate) => arm(norm, size, rate)))),
  compared: {
    lines: "norm",
    along: "batchSize",
    title: "examples in a batch",
    best: { setting: "learningRate", title: "learning rate" },
  },
  papers: [
    {
      text: "At 32 images group norm's error is within 0.5 % of batch norm's (24.1 % and 23.6 %, ResNet-50 on ImageNet)",
      source: "Wu and He (2018), table 1",
    },
    {
      text: "At 2 images group norm's error is 10.6 % lower (24.1 % and 34.7 %)",
      source: "Wu and He (2018), table 2",
    },
    {
      text: "One learning rate for both norms, 0.1 at 32 images and in proportion to the batch; here each has the best of three",
      source: "Wu and He (2018), section 4.1",
    },
  ],

  summarize(results) {
    return [
      ...BATCH_SIZES.map((batchSize): Figure => {
        const name = `group norm's accuracy less batch norm's, batches of ${batchSize}, each at its best rate`;
        return { name, unit: "points", perSeed: leads(results, batchSize) };
      }),
      ...results.map(({ arm: { name }, runs }): Figure => {
        return { name: `accuracy at the end, ${name}`, unit: "accuracy", perSeed: runs.map(finalAccuracy) };
      }),
    ];
  },

  conclude(results) {
    const lead = (batchSize: number) => spreadText(leads(results, batchSize), signedPoints);
    const rates = (batchSize: number) => {
      const [batch, group] = bests(results, batchSize).map(({ arm }) => arm.settings.learningRate);
      return `${group} for group norm and ${batch} for batch norm`;
    };
    const rest = BATCH_SIZES.slice(1, -1).map((size) => `${lead(size)} at ${size}`);
    return [
      {
        text: `At batches of 2 group norm's accuracy less batch norm's is ${lead(2)}, each at the best of three learning rates, ${rates(2)}.`,
        paper: "+10.6 points (ResNet-50 on ImageNet)",
      },
      { text: `At batches of 32 it is ${lead(32)}, at ${rates(32)}.`, paper: "−0.5 points (ResNet-50 on ImageNet)" },
      {
        text: `In between: ${rest.join(", ")}.`,
        paper: "−0.5 points at 16, +0.8 at 8 and +3.1 at 4 (ResNet-50 on ImageNet)",
      },
    ];
  },
};

/** Group norm's accuracy less batch norm's, in percentage points, of each seed, each at its best learning rate. */
function leads(results: readonly ArmResult[], batchSize: number): number[] {
  const [batch, group] = bests(results, batchSize);
  return bySeed(batch!, group!, (a, b) => pointsBetween(finalAccuracy(a), finalAccuracy(b)));
}

/** Batch norm and group norm at the learning rates that end best, by the seeds' medians. */
function bests(results: readonly ArmResult[], batchSize: number): ArmResult[] {
  return ["batch", "group"].map((norm) => highest(withSettings(results, { norm, batchSize }), finalAccuracy));
}

function arm(norm: string, batchSize: number, rateAt32: number): Arm {
  const steps = EXAMPLES / batchSize;
  const learningRate = (rateAt32 * batchSize) / 32;
  return {
    name: `${norm} norm, batches of ${batchSize}, learning rate ${learningRate}`,
    label: `${norm}, ${batchSize}, ${learningRate}`,
    settings: { norm, batchSize, learningRate, rateAt32 },
    training: {
      network: twoConvolutions(() => (norm === "batch" ? { method: "batch" } : { method: "group", numGroups: GROUPS })),
      optimizer: { kind: "sgd", learningRate, momentum: 0.9 },
      batchSize,
      steps,
      evaluateEvery: Math.ceil(steps / LOOKS),
    },
  };
}
