import type { Running } from "../../engine/report";
import { exploreMomentum, momentumOfNew, momentumOutcome } from "../../engine/whatIf/momentum";
import type { RunOf } from "../figures/figure";
import type { ExploredRun } from "../figures/momentum";
import { type LayerRow, runsWith } from "./layerRow";
import type { Momentum } from "./momentum";

/** A fifth of a second's work: reports of a run that goes on come every second. */
const MOST = 2 ** 15;

/** What other momenta would have made of each run of a row, and why some cannot be told. */
export interface ExploredMomenta {
  readonly runs: readonly RunOf<ExploredRun>[];
  readonly left: readonly RunOf<string>[];
}

const explorations = new WeakMap<Running, ReturnType<typeof exploreMomentum> | string>();

/** @param chosen null is each run's own */
export function exploredMomenta(row: LayerRow, chosen: Momentum | null): ExploredMomenta {
  const all = runsWith(row, ({ running }) => running).map(({ content: running, ...of }) => ({ ...of, running }));
  return {
    runs: all.flatMap(({ run, index, running }) => {
      const exploration = explorationOf(running);
      if (typeof exploration === "string") return [];
      const momentum = chosen === null ? exploration.own.momentum : momentumOfNew(chosen.momentum, chosen.convention);
      const known = exploration.outcomes.find((outcome) => outcome.momentum === momentum);
      return [{ run, index, content: { exploration, chosen: known ?? momentumOutcome(running, momentum, MOST) } }];
    }),
    left: all.flatMap(({ run, index, running }) => {
      const reason = explorationOf(running);
      return typeof reason === "string" ? [{ run, index, content: reason }] : [];
    }),
  };
}

function explorationOf(running: Running) {
  const known = explorations.get(running);
  if (known !== undefined) return known;
  const found = exploreOrSay(running);
  explorations.set(running, found);
  return found;
}

function exploreOrSay(running: Running) {
  try {
    return exploreMomentum(running, undefined, MOST);
  } catch (error) {
    return (error as Error).message;
  }
}
