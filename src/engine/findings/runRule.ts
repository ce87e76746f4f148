import type { Finding } from "../finding";
import type { WatchedLayer } from "../run/watchedLayer";
import type { NormRule } from "./normRule";

/** One thing that can be wrong with a layer while it trains, as a run's log shows it. */
export interface RunRule extends Omit<NormRule, "check"> {
  /** Null where all is well or nothing can be said. */
  readonly check: (layer: WatchedLayer) => Omit<Finding, "code"> | null;
}
