import type { ModelFacts, Place } from "../model/facts";
import type { Assist, Offer } from "./assist";
import { channelFirstNorm } from "./channelFirstNorm";
import { freezeBatchNorm } from "./freezeBatchNorm";
import { groupNorm } from "./groupNorm";
import { noDecay } from "./noDecay";
import { restoreMode } from "./restoreMode";
import { syncBatchNorm } from "./syncBatchNorm";

/** What is offered without being asked whether something is wrong. */
export const ASSISTS: readonly Assist[] = [
  groupNorm,
  syncBatchNorm,
  freezeBatchNorm,
  channelFirstNorm,
  noDecay,
  restoreMode,
];

/** All that could be done at a place. */
export function offersAt(facts: ModelFacts, at: Place): readonly { readonly name: string; readonly offer: Offer }[] {
  return ASSISTS.flatMap(({ name, offers }) => offers(facts, at).map((offer) => ({ name, offer })));
}
