import { isOutline, type Layer } from "../engine/report";
import type { Followed, FollowRequest, LayerRequest, LiveState, Progress } from "../protocol/engineApi";
import { reportToJson } from "../protocol/reportJson";
import { quoteName } from "../readers/quoteName";
import { about } from "./disk";
import { findRuns, type LoggedRun, type Runs } from "./findRuns";
import { createFollowedRun, type FollowedRun, type FollowedState } from "./followRun";
import { type ProfiledEvents, profileEvents } from "./profileEvents";
import { profileFiles, profileTensors, reportOf } from "./profileFiles";
import type { Threads } from "./threads";

/** Follows the runs behind some paths: one set of paths at a time, whose state the thread keeps. */
export interface Follower {
  readonly follow: (request: FollowRequest, onProgress: (progress: Progress) => void) => Promise<Followed>;
  readonly layer: (request: LayerRequest) => Promise<string>;
}

interface FollowedPaths {
  readonly key: string;
  /** Tensors and other tools' summaries beside the logs are profiled once. */
  tensors: readonly Layer[] | null;
  events: readonly ProfiledEvents[] | null;
  readonly runs: Map<string, FollowedRun>;
  onBytes: (bytes: number) => void;
}

/** @param now milliseconds since 1970; never goes back, though the machine's clock may be set back */
export function createFollower(threads: Threads | null, now: () => number = steadyTime): Follower {
  let followed: FollowedPaths | null = null;
  let last: Promise<unknown> = Promise.resolve();

  /** One call at a time: all of them read on in the same state. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work, work);
    last = turn.catch(() => {});
    return turn;
  }

  function pathsOf(paths: readonly string[]): FollowedPaths {
    const key = JSON.stringify(paths);
    if (followed?.key !== key) followed = { key, tensors: null, events: null, runs: new Map(), onBytes: () => {} };
    return followed;
  }

  function runOf(paths: FollowedPaths, { name }: LoggedRun): FollowedRun {
    const run = paths.runs.get(name) ?? createFollowedRun(name, (bytes) => paths.onBytes(bytes));
    paths.runs.set(name, run);
    return run;
  }

  async function follow(request: FollowRequest, onProgress: (progress: Progress) => void): Promise<Followed> {
    const found = await findRuns(request.paths, request.eachRank);
    if (found.logs.length === 0) {
      followed = null;
      return { report: reportToJson(await profileFiles(request, onProgress, threads)), stamp: "", live: null };
    }
    const own = pathsOf(request.paths);
    own.tensors ??= await profileTensors(found, request, () => {}, threads);
    own.events ??= await eventsOf(found);
    const wanted = { layer: request.wanted?.layer ?? null, steps: request.wanted?.steps ?? null };
    const states: FollowedState[] = [];
    for (const [i, run] of found.logs.entries()) {
      own.onBytes = await bytesOf(run, (share) => onProgress({ done: i + share, total: found.logs.length }));
      // What the first run shows in full is what all of them show.
      const layer = wanted.layer ?? firstIn(states);
      states.push(await runOf(own, run).follow(run.files, { ...wanted, layer }, now()));
    }
    const stamp = JSON.stringify([found.logs, states.map((state) => state.stamp)]);
    const live = liveOf(states.map((state) => state.live));
    if (stamp === request.known) return { report: null, stamp, live };
    const runs = states.flatMap(({ run }, i) => {
      if (run === null) return [];
      return found.logs[i]!.isPart ? { ...run, findings: [] } : run;
    });
    return { report: reportToJson(reportOf(found.source, own.tensors, [...runs, ...own.events])), stamp, live };
  }

  async function layer({ paths, eachRank, run: name, layer: wanted, steps }: LayerRequest): Promise<string> {
    const { logs } = await findRuns(paths, eachRank);
    const run = logs.find((one) => one.name === name);
    if (!run) throw new Error(`there is no log of a run ${quoteName(name)} any more`);
    const found = await runOf(pathsOf(paths), run).layer(run.files, { layer: wanted, steps }, now());
    if (!found) throw new Error(`${quoteName(name || run.files[0]!)}: there is no layer ${quoteName(wanted)} in it`);
    return reportToJson(found);
  }

  return {
    follow: (request, onProgress) =>
      inTurn(() =>
        follow(request, onProgress).catch((error) => {
          // Whatever is there next time may be another run.
          followed = null;
          throw error;
        }),
      ),
    layer: (request) => inTurn(() => layer(request)),
  };
}

function steadyTime(): number {
  return performance.timeOrigin + performance.now();
}

async function eventsOf({ events }: Runs): Promise<ProfiledEvents[]> {
  const profiled: ProfiledEvents[] = [];
  for (const run of events) profiled.push(await profileEvents(run, () => {}));
  return profiled;
}

/** Tells which share of a run's logs has been read. */
async function bytesOf({ files }: LoggedRun, onShare: (share: number) => void): Promise<(bytes: number) => void> {
  const sizes = await Promise.all(
    files.map((file) =>
      about(file).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  const all = sizes.reduce((sum, size) => sum + size, 0);
  let read = 0;
  return (bytes) => {
    read += bytes;
    onShare(Math.min(1, read / all));
  };
}

/** The layer that is in full in the runs before. */
function firstIn(states: readonly FollowedState[]): string | null {
  const layers = states.flatMap(({ run }) => run?.layers ?? []);
  return layers.find((layer) => !isOutline(layer))?.name ?? null;
}

/** All of them together: what goes on is what a person waits for. */
function liveOf(states: readonly LiveState[]): LiveState {
  const steps = states.flatMap(({ step }) => step ?? []);
  const held = states.flatMap((state) => state.held ?? []);
  return {
    ended: states.every((state) => state.ended),
    step: steps.length === 0 ? null : Math.max(...steps),
    ranks: Math.max(...states.map((state) => state.ranks)),
    idle: Math.min(...states.map((state) => state.idle)),
    held: held.length === 0 ? null : Math.min(...held),
  };
}
