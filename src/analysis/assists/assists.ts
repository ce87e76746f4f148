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

/** Whether the lines of a place and those shortly before name anything that an assist is about: to ask before facts are made. */
export function mayOffer(text: string, at: Place): boolean {
  let start = at.start;
  for (let lines = 0; lines < LINES_BEFORE && start > 0; lines++) start = text.lastIndexOf("\n", start - 1);
  const end = text.indexOf("\n", at.end);
  return ABOUT.test(text.slice(Math.max(0, start), end < 0 ? undefined : end));
}

/** Of a call, from its name to its last argument. */
const LINES_BEFORE = 12;
const ABOUT = /Norm|Parallel|DDP|class\s|\.eval\(|optim|Ada|SGD|RMSprop/;

/** All that could be done at a place. */
export function offersAt(facts: ModelFacts, at: Place): readonly { readonly name: string; readonly offer: Offer }[] {
  return ASSISTS.flatMap(({ name, offers }) => offers(facts, at).map((offer) => ({ name, offer })));
}
