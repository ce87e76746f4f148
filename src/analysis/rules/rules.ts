import { accumulationWithBatchNorm } from "./accumulationWithBatchNorm";
import { bakedSize } from "./bakedSize";
import { batchNormWithPrivacy } from "./batchNormWithPrivacy";
import type { CodeRule } from "./codeRule";
import { ddpDoubleForward } from "./ddpDoubleForward";
import { dropoutBeforeNorm } from "./dropoutBeforeNorm";
import { emaSkipsBuffers } from "./emaSkipsBuffers";
import { epsOutOfRange } from "./epsOutOfRange";
import { evalModeMissing } from "./evalModeMissing";
import { exportInTrainMode } from "./exportInTrainMode";
import { flaxMutableMissing } from "./flaxMutableMissing";
import { flaxPmapAxisName } from "./flaxPmapAxisName";
import { flaxRunningAverage } from "./flaxRunningAverage";
import { frozenLiveStatistics } from "./frozenLiveStatistics";
import { frozenNormThawed } from "./frozenNormThawed";
import { functionalTrainingLiteral } from "./functionalTrainingLiteral";
import { groupNormNotDivisible } from "./groupNormNotDivisible";
import { inputNormalization } from "./inputNormalization";
import { kerasAxis } from "./kerasAxis";
import { kerasTrainableAfterCompile } from "./kerasTrainableAfterCompile";
import { kerasTrainingLiteral } from "./kerasTrainingLiteral";
import { kerasTrainingMissing } from "./kerasTrainingMissing";
import { mcDropoutTrainMode } from "./mcDropoutTrainMode";
import { modeCallNotCalled } from "./modeCallNotCalled";
import { modeNeverRestored } from "./modeNeverRestored";
import { momentumConvention } from "./momentumConvention";
import { normBuiltInForward } from "./normBuiltInForward";
import { normChannelsMismatch } from "./normChannelsMismatch";
import { normModuleReused } from "./normModuleReused";
import { normNotRegistered } from "./normNotRegistered";
import { normRankMismatch } from "./normRankMismatch";
import { normWeightDecay } from "./normWeightDecay";
import { normZeroesSignal } from "./normZeroesSignal";
import { redundantBias } from "./redundantBias";
import { runningStatistics } from "./runningStatistics";
import { sequenceLayout } from "./sequenceLayout";
import { smallBatch } from "./smallBatch";
import { strictFalseIgnored } from "./strictFalseIgnored";
import { swaWithoutUpdateBn } from "./swaWithoutUpdateBn";
import { syncBnOrder } from "./syncBnOrder";
import { tf1UpdateOps } from "./tf1UpdateOps";
import { trainCallInEvaluation } from "./trainCallInEvaluation";
import { trainLoaderMayYieldOne } from "./trainLoaderMayYieldOne";

/** What a file's code is judged by, in the order of the codes. */
export const CODE_RULES: readonly CodeRule[] = [
  modeNeverRestored,
  evalModeMissing,
  trainCallInEvaluation,
  modeCallNotCalled,
  frozenLiveStatistics,
  frozenNormThawed,
  functionalTrainingLiteral,
  mcDropoutTrainMode,
  exportInTrainMode,
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
  trainLoaderMayYieldOne,
  smallBatch,
  accumulationWithBatchNorm,
  syncBnOrder,
  ddpDoubleForward,
  emaSkipsBuffers,
  swaWithoutUpdateBn,
  normWeightDecay,
  strictFalseIgnored,
  batchNormWithPrivacy,
  kerasAxis,
  kerasTrainingMissing,
  kerasTrainingLiteral,
  kerasTrainableAfterCompile,
  tf1UpdateOps,
  flaxMutableMissing,
  flaxRunningAverage,
  flaxPmapAxisName,
  inputNormalization,
];
