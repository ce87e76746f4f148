import { twoConvolutions } from "./architectures";
import type { Arm, ArmResult, Experiment, Figure } from "./experiment";
import { bySeed, finalAccuracy, pointsBetween, withSettings } from "./outcomes";
import { signedPoints, spreadText } from "./spreadText";

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
  compared: { lines: "norm", along: "batchSize", title: "examples in a batch" },
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
        const name = `group norm's accuracy less batch norm's, batches of ${batchSize}`;
        return { name, unit: "points", perSeed: leads(results, batchSize) };
      }),
      ...results.map(({ arm: { name }, runs }): Figure => {
        return { name: `accuracy at the end, ${name}`, unit: "accuracy", perSeed: runs.map(finalAccuracy) };
      }),
    ];
  },

  conclude(results) {
    const lead = (batchSize: number) => spreadText(leads(results, batchSize), signedPoints);
    const rest = BATCH_SIZES.slice(1, -1).map((size) => `${lead(size)} at ${size}`);
    return [
      {
        text: `At batches of 2 group norm's accuracy less batch norm's is ${lead(2)}.`,
        paper: "+10.6 points (ResNet-50 on ImageNet)",
      },
      { text: `At batches of 32 it is ${lead(32)}.`, paper: "−0.5 points (ResNet-50 on ImageNet)" },
      { text: `In between: ${rest.join(", ")}.`, paper: null },
    ];
  },
};

/** Group norm's accuracy less batch norm's, in percentage points, of each seed. */
function leads(results: readonly ArmResult[], batchSize: number): number[] {
  const [batch, group] = ["batch", "group"].map((norm) => withSettings(results, { norm, batchSize })[0]!);
  return bySeed(batch!, group!, (a, b) => pointsBetween(finalAccuracy(a), finalAccuracy(b)));
}

function arm(norm: string, batchSize: number): Arm {
  const steps = EXAMPLES / batchSize;
  return {
    name: `${norm} norm, batches of ${batchSize}`,
    label: `${norm} norm, ${batchSize}`,
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
