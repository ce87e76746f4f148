import { formatCount } from "../formatNumber";
import type { RunRule } from "./runRule";

/** Of the forward passes in which the layer was in that mode. */
const MOSTLY = 0.5;

/** NRM924. */
export const otherMode: RunRule = {
  code: "NRM924",
  title: "The layer is in another mode than its neighbours",
  severity: "warning",
  explanation: [
    "While most other layers with running statistics trained, this one was in evaluation mode: it normalizes with its " +
      "running statistics and does not update them. Or the others were in evaluation mode while this one trained: then " +
      "validation batches went into its running statistics, and its outputs depended on the other examples of the batch.",
    "The first is usual where a part of a model is frozen on purpose. Else look for an eval() or train() that was called " +
      "on a part of the model, or for a train() that a module overrides.",
  ],
  sources: ["PyTorch: torch.nn.Module.train", "Keras: BatchNormalization (trainable)"],
  check({ modes: { training, evaluation, evaluationAmongTraining: frozen, trainingAmongEvaluation: stuck } }) {
    const passes = (count: number, all: number) => `${formatCount(count)} of its ${formatCount(all)} forward passes`;
    if (frozen > 0 && frozen > MOSTLY * evaluation) {
      const all = training + evaluation;
      return {
        severity: "warning",
        message:
          `The layer was in evaluation mode while most of its neighbours trained, in ${passes(frozen, all)}. Its ` +
          `running statistics did not follow the training then.`,
      };
    }
    if (stuck === 0 || evaluation > 0) return null;
    return {
      severity: "warning",
      message:
        `The layer stayed in training mode while most of its neighbours evaluated, in ${passes(stuck, training)}. ` +
        `Batches of the evaluation went into its running statistics.`,
    };
  },
};
