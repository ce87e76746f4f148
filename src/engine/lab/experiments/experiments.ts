import { batchNorm } from "./batchNorm";
import { dropout } from "./dropout";
import type { Experiment } from "./experiment";
import { groupNorm } from "./groupNorm";
import { learningRates } from "./learningRates";
import { placement } from "./placement";
import { runningMomentum } from "./runningMomentum";

/** Every experiment of the Normalization Lab. */
export const EXPERIMENTS: readonly Experiment[] = [
  batchNorm,
  learningRates,
  groupNorm,
  placement,
  dropout,
  runningMomentum,
];
