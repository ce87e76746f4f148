import type { Layer } from "../engine/report";
import { finishOne, nameOf } from "../engine/run/finishRun";
import type { LiveState } from "../protocol/engineApi";
import { createGrowingFile, type GrowingFile } from "./growingFile";
import { createSeriesReader, type SeriesReader, type StepRange } from "./layerSeries";
import { logLabel } from "./logLabel";
import { hasBegun, type ProfiledRun, profiledRun } from "./profileRun";
import type { RankLog } from "./rankLog";
import { createRankReader, type RankReader } from "./readRanks";

/** A run whose logs are read again and again while they grow; what was read is kept. */
export interface FollowedRun {
  /**
   * Reads what has been added.
   *
   * @param files one a rank; where they are others than before, all is read again
   * @param wanted the layer that is wanted in full
   * @throws in one line that names the file; the next call reads all again
   */
  follow(files: readonly string[], wanted: Wanted, now: number): Promise<FollowedState>;
  /** One layer in full; null where there is none of that name. */
  layer(files: readonly string[], wanted: Wanted, now: number): Promise<Layer | null>;
}

export interface Wanted {
  /** Null is the first. */
  readonly layer: string | null;
  /** Null is the whole run. */
  readonly steps: StepRange | null;
}

export interface FollowedState {
  /** Null where nothing has been logged yet. */
  readonly run: ProfiledRun | null;
  readonly live: LiveState;
  /** Differs as soon as there is anything new to show. */
  readonly stamp: string;
}

/** Micro-batches of one step follow each other closely. */
const NEXT_PART_MILLISECONDS = 3000;
/** A rank that has been still for so long was killed, or else all would wait for it for ever. */
const NEXT_STEP_MILLISECONDS = 60_000;

interface Reading {
  readonly reader: RankReader;
  readonly series: SeriesReader;
  readonly files: readonly GrowingFile[];
  last: Profiled | null;
}

interface Profiled extends Pick<FollowedState, "run" | "stamp"> {
  readonly key: string;
}

/** @param onBytes told how many bytes have been read */
export function createFollowedRun(name: string, onBytes: (bytes: number) => void): FollowedRun {
  let reading: Reading | null = null;
  // Doubled each time that a rank was taken for dead and was not.
  let patience = 1;

  function begin(paths: readonly string[]): Reading {
    const files = paths.map((path) => createGrowingFile(path, onBytes));
    const reader = createRankReader(files.map(({ path, source }) => ({ label: logLabel(name, path), source })));
    return { reader, series: createSeriesReader(reader), files, last: null };
  }

  async function open({ files }: Reading, now: number): Promise<boolean> {
    let same = true;
    for (const file of files) {
      const opened = file.open(now).catch((error: Error) => {
        throw new Error(`${logLabel(name, file.path)}: cannot be opened (${error.message})`);
      });
      same = (await opened) && same;
    }
    return same;
  }

  const close = async ({ files }: Reading) => {
    for (const file of files) await file.close();
  };
  const stillFor = ({ files }: Reading, { source }: RankLog, now: number) =>
    now - files.find((file) => file.source === source)!.grownAt;
  const mayGoOn = (of: Reading, now: number) => (rank: RankLog, hasParts: boolean) =>
    stillFor(of, rank, now) < patience * (hasParts ? NEXT_PART_MILLISECONDS : NEXT_STEP_MILLISECONDS);

  /** Works on what the logs hold now; a failure leaves nothing behind. */
  async function reread<T>(paths: readonly string[], now: number, work: (of: Reading) => Promise<T>): Promise<T> {
    const before = reading;
    let own = before !== null && sameFiles(before, paths) ? before : begin(paths);
    reading = null;
    try {
      const again = async () => {
        await close(own);
        own = begin(paths);
        await open(own, now);
      };
      if (!(await open(own, now))) await again();
      if (!(await own.reader.readOn(mayGoOn(own, now)))) {
        patience *= 2;
        await again();
        await own.reader.readOn(mayGoOn(own, now));
      }
      const done = await work(own);
      reading = own;
      return done;
    } finally {
      await close(own);
    }
  }

  /** How long until what is held back counts even if nothing comes; null where nothing is held back. */
  function heldFor(of: Reading, now: number): number | null {
    const { ranks } = of.reader;
    if (ranks.every(({ parts }) => parts.length === 0)) return null;
    const waits = ranks
      .filter((rank) => rank.end === null && rank.after === null && mayGoOn(of, now)(rank, rank.parts.length > 0))
      .map(
        (rank) =>
          patience * (rank.parts.length > 0 ? NEXT_PART_MILLISECONDS : NEXT_STEP_MILLISECONDS) -
          stillFor(of, rank, now),
      );
    return Math.max(0, ...waits);
  }

  const goesOnAt = (own: Reading, now: number) => (rank: RankLog) =>
    rank.end === null && mayGoOn(own, now)(rank, false);
  const isOpen = (own: Reading, now: number) => own.reader.ranks.some(goesOnAt(own, now));

  /** What is to be said of the run now; the last answer again where nothing has changed. */
  async function profiled(own: Reading, wanted: Wanted, now: number): Promise<Profiled> {
    const { reader } = own;
    const goesOn = goesOnAt(own, now);
    const ends = reader.ranks.map((rank) => [
      rank.rank,
      rank.end !== null,
      goesOn(rank),
      goesOn(rank) || rank.read?.torn,
    ]);
    const stamp = JSON.stringify([reader.steps.length, ends]);
    const key = JSON.stringify([stamp, wanted]);
    if (own.last?.key === key) return own.last;
    const wantedName = wanted.layer ?? firstLayer(reader);
    const options = { isWanted: (layer: string) => layer === wantedName, goesOn: isOpen(own, now) };
    const run = hasBegun(reader) ? profiledRun(name, reader, goesOn, options) : null;
    own.last = { key, stamp, run: run && { ...run, layers: await inFull(own, run.layers, wanted) } };
    return own.last;
  }

  return {
    follow: (paths, wanted, now) =>
      reread(paths, now, async (own) => {
        const { run, stamp } = await profiled(own, wanted, now);
        const { ranks, steps } = own.reader;
        const live = {
          ranks: ranks.length,
          ended: ranks.every(({ end }) => end !== null),
          step: steps.kept().at(-1)?.step ?? null,
          idle: Math.min(...ranks.map((rank) => stillFor(own, rank, now))),
          held: heldFor(own, now),
        };
        return { run, live, stamp };
      }),
    layer: (paths, wanted, now) =>
      reread(paths, now, async (own) => {
        const { fold } = own.reader;
        const found = fold.folds().find((layer) => nameOf(layer) === wanted.layer);
        const [layer] = found ? await inFull(own, [finishOne(fold, name, found, isOpen(own, now))], wanted) : [];
        return layer ?? null;
      }),
  };
}

/** Gives the layers that are no mere outline as many of their steps as there is room for. */
async function inFull({ series }: Reading, layers: readonly Layer[], { steps }: Wanted): Promise<Layer[]> {
  const full: Layer[] = [];
  for (const layer of layers)
    full.push(layer.outline === null ? { ...layer, ...(await series.read(layer.name, steps)) } : layer);
  return full;
}

function firstLayer({ fold }: RankReader): string | null {
  const [first] = fold.folds();
  return first ? nameOf(first) : null;
}

function sameFiles({ files }: Reading, paths: readonly string[]): boolean {
  return files.length === paths.length && files.every(({ path }, i) => path === paths[i]);
}
