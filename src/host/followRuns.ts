import { l10n } from "vscode";
import type { Followed, FollowRequest, LayerRequest, LiveState, WantedLayer } from "../protocol/engineApi";
import type { Followable, ToPanel } from "../protocol/panel";
import type { Following } from "./engine";
import { createPace } from "./pace";
import { watchLogs } from "./watchLogs";

/** Keeps one panel up to date with the runs it shows. Reading and arithmetic are the worker's; this says when. */
export interface FollowedRuns {
  /** The report as it is now, for a page that has just been made. */
  readonly shown: () => Extract<ToPanel, { type: "show" }>;
  /** Whether the page can be seen: a hidden one gets no messages, and needs none. */
  readonly see: (visible: boolean) => void;
  readonly pause: (paused: boolean) => void;
  /** Reads one layer of these runs in full, and has it in full in later reports. */
  readonly want: (wanted: WantedLayer, runs: readonly string[]) => Promise<void>;
  readonly dispose: () => void;
}

/** For changes that no watcher tells of, as on network file systems. */
const SLOW_MILLISECONDS = 5000;
/** A run that has ended may be taken up again. */
const ENDED_MILLISECONDS = 10_000;

/**
 * Begins to follow what was just read.
 *
 * @param first the answer to `request`, which has a live state and a report
 * @param tell passes a message to the page
 */
export function followRuns(
  following: Following,
  request: FollowRequest,
  first: Followed,
  tell: (message: Extract<ToPanel, { type: "update" | "layer" | "layerFailed" }>) => void,
): FollowedRuns {
  const { paths, eachRank = false } = request;
  const closed = new AbortController();
  const options = { signal: closed.signal };
  let report = first.report!;
  let stamp = first.stamp;
  let [live, since] = [first.live!, performance.now()];
  let wanted: WantedLayer | null = request.wanted ?? null;
  let inReport = wanted;
  let [visible, paused, trouble] = [true, false, null as string | null];
  let wish = 0;

  const followable = (): Followable => ({
    live: { ...live, idle: live.idle + performance.now() - since, eachRank, paused, trouble },
    wanted: inReport,
  });
  const ask = async (): Promise<number> => {
    const asked = wanted;
    try {
      const known = { ...request, known: stamp };
      const answer = await following.follow(asked === null ? known : { ...known, wanted: asked }, options);
      // Logs that have gone are no longer followed, but were the last that was to be seen.
      if (answer.live === null) throw new Error(l10n.t("The logs of this run have been moved or deleted."));
      [live, since, trouble, stamp] = [answer.live, performance.now(), null, answer.stamp];
      if (answer.report !== null) [report, inReport] = [answer.report, asked];
      tell({ type: "update", report: answer.report, ...followable() });
    } catch (error) {
      trouble = (error as Error).message;
      if (!closed.signal.aborted) tell({ type: "update", report: null, ...followable() });
    }
    return restOf(live);
  };
  const pace = createPace(ask);
  const watcher = watchLogs(paths, pace.hint);
  const go = () => (visible && !paused ? pace.resume() : pace.pause());
  go();

  return {
    shown: () => ({ type: "show", report, ...followable() }),
    see(now) {
      visible = now;
      go();
    },
    pause(now) {
      paused = now;
      go();
      tell({ type: "update", report: null, ...followable() });
    },
    async want(now, runs) {
      wanted = now;
      const own = ++wish;
      const layers: string[] = [];
      try {
        for (const run of runs) {
          const asked: LayerRequest = { ...now, paths, eachRank, run };
          layers.push(await following.layer(asked, options));
          // Somebody has chosen something else meanwhile.
          if (own !== wish) return;
        }
        tell({ type: "layer", wanted: now, layers });
      } catch (error) {
        if (own === wish && !closed.signal.aborted)
          tell({ type: "layerFailed", wanted: now, message: (error as Error).message });
      }
    },
    dispose() {
      closed.abort();
      pace.dispose();
      watcher.dispose();
      following.dispose();
    },
  };
}

function restOf({ ended, held }: LiveState): number {
  if (ended) return ENDED_MILLISECONDS;
  return held === null ? SLOW_MILLISECONDS : Math.min(SLOW_MILLISECONDS, held + 1);
}
