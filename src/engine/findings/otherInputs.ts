import type { Finding } from "../finding";
import { formatCount, formatNumber } from "../formatNumber";
import { causeText, type ExplainedGap } from "../whatIf/gapAdvice";
import { isBeyondNoise } from "../whatIf/trainEvalGap";
import type { TrainedNorm } from "../whatIf/trainedNorm";
import type { NormRule } from "./normRule";
import { rootMeanSquare } from "./robust";

/** Of the outputs' own scale, which is the RMS of γ: less changes nothing that one would see. */
const NOTABLE = 0.25;
const NOTABLE_SHARE = 0.1;

/** NRM932: told where a model was run on a person's own inputs. */
export const otherInputs: Omit<NormRule, "check"> = {
  code: "NRM932",
  title: "The stored running statistics are not those of these inputs",
  severity: "information",
  explanation: [
    "A model was run on inputs of yours, and what enters this batch norm has another mean or variance than the running " +
      "statistics that it normalizes with. What leaves it is then not normalized: the layers behind it see other values " +
      "than in training.",
    "It is told where the outputs would differ by more than a quarter of their own scale (the root mean square of γ) from " +
      "those that the inputs' own statistics make, in a tenth of the channels or more beyond what sampling so few examples " +
      "explains. Neighbouring examples that are alike, such as frames of one video, differ more than that without a fault.",
    "Look first at how inputs are prepared: another scale (0 to 1 or 0 to 255), mean and deviation, the order of channels or " +
      "axes. Data of another kind than the training's does it, too. If it is the model, its statistics lagged in training, " +
      "or were never estimated on what it is used for: estimate them anew.",
  ],
  sources: [
    "Ioffe & Szegedy 2015, algorithm 2",
    "Schneider et al. 2020, Improving robustness against common corruptions",
  ],
};

/** The finding for one batch norm; null where its inputs are as its statistics say, as far as so many examples tell. */
export function otherInputsIn(found: ExplainedGap, { weight }: TrainedNorm): Finding | null {
  const { gap } = found;
  const scale = weight ? rootMeanSquare(weight) : 1;
  const beyond = gap.gap.reduce((count, _gap, c) => count + Number(isBeyondNoise(gap, c)), 0);
  if (!(gap.rms > NOTABLE * scale) || beyond < NOTABLE_SHARE * gap.gap.length) return null;
  return {
    code: otherInputs.code,
    severity: "information",
    message:
      `The stored running statistics are not those of these inputs: with the statistics of the ` +
      `${formatCount(gap.examples)} examples, outputs would differ by ${formatNumber(gap.rms)} (RMS, γ included), where ` +
      `sampling alone makes ${formatNumber(gap.noise)}. ${causeText(found)}`,
  };
}
