import { basename } from "node:path";
import { createRunFold, type RankRecord, type RunFold } from "../engine/run/runFold";
import type { EndRecord, RunRecord } from "../engine/run/runRecord";
import type { ByteSource } from "../readers/byteSource";
import { quoteName, quoteReason } from "../readers/quoteName";
import { type RunLogEnd, readRunLog } from "../readers/runLog/readRunLog";
import type { OpenFiles } from "./openFiles";

/** A run, read as far as its logs go. */
export interface ReadRun {
  readonly fold: RunFold;
  readonly ranks: readonly RankLog[];
}

/** One rank's log. */
export interface RankLog {
  /** What messages call it. */
  readonly label: string;
  readonly rank: number;
  readonly worldSize: number;
  /** As the log has it. */
  readonly started: string;
  readonly every: number;
  /** Steps read. */
  readonly steps: number;
  readonly end: EndRecord | null;
  readonly read: RunLogEnd;
}

interface OpenRank {
  readonly label: string;
  readonly records: AsyncGenerator<RunRecord, RunLogEnd, void>;
  rank: number;
  worldSize: number;
  started: string;
  every: number;
  steps: number;
  /** The step record that was read last and is not yet added. */
  waiting: RankRecord | null;
  last: number;
  end: EndRecord | null;
  read: RunLogEnd | null;
}

/**
 * Reads all ranks of a run side by side, so that each step is merged when it has been read and none is kept.
 *
 * @param labels what messages call the files
 * @param onShare told which share of all bytes has been read
 * @throws in one line that names the file
 */
export async function readRanks(
  paths: readonly string[],
  labels: (path: string) => string,
  files: OpenFiles,
  onShare: (share: number) => void,
): Promise<ReadRun> {
  const fold = createRunFold();
  const ranks: OpenRank[] = [];
  let [read, size] = [0, 0];
  for (const path of paths) {
    const { source, label } = await openLog(path, labels(path), files);
    size += source.size;
    const counted = counting(source, (bytes) => {
      read += bytes;
      onShare(Math.min(1, read / size));
    });
    ranks.push(openRank(label, counted));
  }
  for (const rank of ranks) await advance(rank, fold);
  for (;;) {
    const waiting = ranks.filter((rank) => rank.waiting !== null);
    if (waiting.length === 0) break;
    const step = Math.min(...waiting.map(({ waiting: record }) => record!.record.step));
    await addStep(step, waiting, fold);
  }
  return {
    fold,
    ranks: ranks.map(({ label, rank, worldSize, started, every, steps, end, read }) => {
      return { label, rank, worldSize, started, every, steps, end, read: read! };
    }),
  };
}

async function openLog(path: string, label: string, files: OpenFiles): Promise<{ source: ByteSource; label: string }> {
  const source = await files.open(path).catch((error: Error) => {
    throw new Error(`${label}: cannot be opened (${error.message})`);
  });
  return { source, label };
}

function counting({ size, read }: ByteSource, onBytes: (bytes: number) => void): ByteSource {
  return {
    size,
    read: async (start, end) => {
      const bytes = await read(start, end);
      onBytes(end - start);
      return bytes;
    },
  };
}

function openRank(label: string, source: ByteSource): OpenRank {
  const records = readRunLog(source, label);
  const unread = { rank: -1, worldSize: 1, started: "", every: 1, steps: 0 };
  return { label, records, ...unread, waiting: null, last: -1, end: null, read: null };
}

/** Takes all micro-batches of one step, of all ranks that have it. */
async function addStep(step: number, ranks: readonly OpenRank[], fold: RunFold): Promise<void> {
  const records: RankRecord[] = [];
  const having = ranks.filter(({ waiting }) => waiting!.record.step === step);
  for (const rank of having) {
    rank.steps++;
    while (rank.waiting?.record.step === step) {
      records.push(rank.waiting);
      await advance(rank, fold);
    }
  }
  naming(having[0]!.label, `step ${step}`, () => fold.step(step, records));
}

/** Reads on up to the next step record. */
async function advance(rank: OpenRank, fold: RunFold): Promise<void> {
  rank.waiting = null;
  for (;;) {
    const next = await rank.records.next();
    if (next.done) {
      rank.read = next.value;
      return;
    }
    const record = next.value;
    if (record.kind !== "run" && rank.rank < 0) throw new Error(`${rank.label}: a ${record.kind} comes before the run`);
    if (record.kind === "run") {
      if (rank.rank >= 0) throw new Error(`${rank.label}: begins a second run, but a log holds one`);
      [rank.rank, rank.worldSize] = [record.rank, record.worldSize];
      [rank.started, rank.every] = [record.started, record.every];
      naming(rank.label, "the run", () => fold.head(record));
    } else if (record.kind === "layers") naming(rank.label, "later layers", () => fold.layers(rank.rank, record));
    else if (record.kind === "mode") naming(rank.label, "a switch of modes", () => fold.mode(rank.rank, record));
    else if (record.kind === "end") rank.end = record;
    else if (record.kind === "step") {
      if (record.step < rank.last) throw new Error(`${rank.label}: step ${record.step} comes after step ${rank.last}`);
      rank.last = record.step;
      rank.waiting = { rank: rank.rank, record };
      return;
    }
  }
}

function naming(label: string, what: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw new Error(`${label}: ${what}: ${quoteReason(error)}`);
  }
}

/** What messages call a log: its name, with its run's before it. */
export function logLabel(run: string, path: string): string {
  return quoteName([run, basename(path)].filter(Boolean).join("/"));
}
