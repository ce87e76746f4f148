import { formatNumber } from "../formatNumber";
import { driftOf } from "../norms/drift";
import type { NormRule } from "./normRule";

/** Of the running mean, in running σ, for the median channel: half a deviation changes what a ReLU lets through. */
const NOTABLE_MEAN = 0.5;
/** Of the running variance as |log2|: twice or half. */
const NOTABLE_VARIANCE = 1;

/** NRM910. */
export const drifted: NormRule = {
  code: "NRM910",
  title: "The running statistics have drifted from the other checkpoint's",
  severity: "information",
  explanation: [
    "Against the checkpoint that this one is compared with, the median channel's running mean has moved by more than " +
      "half a running deviation, or its running variance has doubled or halved. The layer sees other data, or the " +
      "layers before it have changed.",
    "Between early checkpoints of one training that is usual. After fine-tuning it says that the statistics follow " +
      "the new data; if the backbone was meant to be frozen, its batch norms were not in evaluation mode.",
  ],
  sources: ["Ioffe & Szegedy 2015, algorithm 2"],
  check({ values, reference }) {
    if (!reference) return null;
    const { runningMean, runningVariance } = driftOf(values, reference);
    const moved = runningMean !== null && runningMean.median > NOTABLE_MEAN;
    const scaled = runningVariance !== null && runningVariance.median > NOTABLE_VARIANCE;
    if (!moved && !scaled) return null;
    const facts = [
      ...(moved
        ? [
            `the running mean has moved by ${formatNumber(runningMean.median)} σ (channel ${runningMean.channel}: ${formatNumber(runningMean.max)} σ)`,
          ]
        : []),
      ...(scaled ? [`the running variance has changed ${formatNumber(2 ** runningVariance.median)}-fold`] : []),
    ];
    return {
      severity: "information",
      message: `The running statistics have drifted. In the median channel ${facts.join(" and ")} since the other checkpoint.`,
    };
  },
};
