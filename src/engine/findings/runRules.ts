import { averageLags } from "./averageLags";
import { deadChannels } from "./deadChannels";
import { firstNonFinite } from "./firstNonFinite";
import { otherMode } from "./otherMode";
import { outlierChannels } from "./outlierChannels";
import { runningOff } from "./runningOff";
import type { RunRule } from "./runRule";
import { saturated } from "./saturated";
import { stillDrifts } from "./stillDrifts";
import { tooFewValues } from "./tooFewValues";
import { varianceVanished } from "./varianceVanished";
import { varianceWithDepth } from "./varianceWithDepth";

/** What a layer of a training run is judged by. */
export const RUN_RULES: readonly RunRule[] = [
  firstNonFinite,
  runningOff,
  averageLags,
  tooFewValues,
  otherMode,
  varianceVanished,
  varianceWithDepth,
  deadChannels,
  saturated,
  outlierChannels,
  stillDrifts,
];
