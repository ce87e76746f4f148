import { bakedSize } from "./bakedSize";
import type { CodeRule } from "./codeRule";
import { dropoutBeforeNorm } from "./dropoutBeforeNorm";
import { epsOutOfRange } from "./epsOutOfRange";
import { flaxMutableMissing } from "./flaxMutableMissing";
import { functionalTrainingLiteral } from "./functionalTrainingLiteral";
import { groupNormNotDivisible } from "./groupNormNotDivisible";
import { kerasAxis } from "./kerasAxis";
import { kerasTrainableAfterCompile } from "./kerasTrainableAfterCompile";
import { kerasTrainingLiteral } from "./kerasTrainingLiteral";
import { kerasTrainingMissing } from "./kerasTrainingMissing";
import { modeCallNotCalled } from "./modeCallNotCalled";
import { modeNeverRestored } from "./modeNeverRestored";
import { momentumConvention } from "./momentumConvention";
import { normBuiltInForward } from "./normBuiltInForward";
import { normChannelsMismatch } from "./normChannelsMismatch";
import { normModuleReused } from "./normModuleReused";
import { normNotRegistered } from "./normNotRegistered";
import { normRankMismatch } from "./normRankMismatch";
import { normZeroesSignal } from "./normZeroesSignal";
import { redundantBias } from "./redundantBias";
import { runningStatistics } from "./runningStatistics";
import { sequenceLayout } from "./sequenceLayout";

/** What a file's code is judged by, in the order of the codes. */
export const CODE_RULES: readonly CodeRule[] = [
  modeNeverRestored,
  modeCallNotCalled,
  functionalTrainingLiteral,
  groupNormNotDivisible,
  normChannelsMismatch,
  normRankMismatch,
  sequenceLayout,
  normZeroesSignal,
  momentumConvention,
  epsOutOfRange,
  runningStatistics,
  bakedSize,
  redundantBias,
  dropoutBeforeNorm,
  normModuleReused,
  normBuiltInForward,
  normNotRegistered,
  kerasAxis,
  kerasTrainingMissing,
  kerasTrainingLiteral,
  kerasTrainableAfterCompile,
  flaxMutableMissing,
];
