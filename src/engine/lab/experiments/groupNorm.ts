import { twoConvolutions } from "./architectures";
import type { Arm, Experiment, Figure } from "./experiment";
import { bySeed, finalAccuracy, pointsBetween, withSettings } from "./outcomes";

const BATCH_SIZES = [32, 16, 8, 4, 2];
/** Examples that every arm learns from, whatever the batch: three rounds of the digits. */
const EXAMPLES = 24_000;
const LOOKS = 20;
/** At batches of 32; a smaller batch learns at so much smaller a rate (Goyal and others, 2017), as Wu and He have it. */
const RATE = 0.1;
const GROUPS = 8;

export const groupNorm: Experiment = {
  name: "group-norm",
  title: "Batch and group norm, from batches of 32 down to 2",
  question: "At which batch size does batch norm fall behind group norm?",
  arms: ["batch", "group"].flatMap((norm) => BATCH_SIZES.map((size) => arm(norm, size))),
  papers: [
    {
      text: "At 32 images group norm's error is within 0.5 % of batch norm's (24.1 % and 23.6 %, ResNet-50 on ImageNet)",
      source: "Wu and He (2018), table 1",
    },
    {
      text: "At 2 images group norm's error is 10.6 % lower (24.1 % and 34.7 %)",
      source: "Wu and He (2018), table 2",
    },
  ],

  summarize(results) {
    return [
      ...BATCH_SIZES.map((batchSize): Figure => {
        const [batch, group] = ["batch", "group"].map((norm) => withSettings(results, { norm, batchSize })[0]!);
        return {
          name: `group norm's accuracy less batch norm's, batches of ${batchSize}`,
          unit: "points",
          perSeed: bySeed(batch!, group!, (a, b) => pointsBetween(finalAccuracy(a), finalAccuracy(b))),
        };
      }),
      ...results.map(({ arm: { name }, runs }): Figure => {
        return { name: `accuracy at the end, ${name}`, unit: "accuracy", perSeed: runs.map(finalAccuracy) };
      }),
    ];
  },
};

function arm(norm: string, batchSize: number): Arm {
  const steps = EXAMPLES / batchSize;
  return {
    name: `${norm} norm, batches of ${batchSize}`,
    settings: { norm, batchSize },
    training: {
      network: twoConvolutions(() => (norm === "batch" ? { method: "batch" } : { method: "group", numGroups: GROUPS })),
      optimizer: { kind: "sgd", learningRate: (RATE * batchSize) / BATCH_SIZES[0]!, momentum: 0.9 },
      batchSize,
      steps,
      evaluateEvery: Math.ceil(steps / LOOKS),
    },
  };
}
