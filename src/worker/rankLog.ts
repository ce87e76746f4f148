import type { RankRecord, RunFold } from "../engine/run/runFold";
import type { EndRecord, LoggedLayer, RunRecord } from "../engine/run/runRecord";
import type { ByteSource } from "../readers/byteSource";
import { quoteReason } from "../readers/quoteName";
import { type RunLogEnd, readRunLog } from "../readers/runLog/readRunLog";

/** One rank's log, as far as it has been read. */
export interface RankLog {
  /** What messages call it. */
  readonly label: string;
  readonly source: ByteSource;
  /** -1 until the run's own record has been read. */
  rank: number;
  worldSize: number;
  /** As the log has it. */
  started: string;
  every: number;
  readonly layers: LoggedLayer[];
  /** Steps that have been added to the run. */
  steps: number;
  /** The log holds only steps that this divides; 1 where it was never thinned. */
  spacing: number;
  /** The micro-batches of the earliest step that is not yet added, and the first record of a later one. */
  parts: PlacedRecord[];
  after: PlacedRecord | null;
  /** Of the step record that was read last. */
  last: number;
  end: EndRecord | null;
  /** Where reading ended; null where it stopped before, at a record behind the earliest step. */
  read: RunLogEnd | null;
  records: AsyncGenerator<RunRecord, RunLogEnd, void>;
  /** Where the record that was read last begins. */
  at: number;
}

export interface PlacedRecord extends RankRecord {
  readonly start: number;
}

export function openRank(label: string, source: ByteSource): RankLog {
  const log: RankLog = {
    label,
    source,
    rank: -1,
    worldSize: 1,
    started: "",
    every: 1,
    layers: [],
    steps: 0,
    spacing: 1,
    parts: [],
    after: null,
    last: -1,
    end: null,
    read: null,
    records: readFrom(0),
    at: 0,
  };
  function readFrom(place: number): RankLog["records"] {
    return readRunLog(source, label, place, (start) => {
      log.at = start;
    });
  }
  return log;
}

/** Goes on where reading ended before, as the file may have grown. */
export function resume(log: RankLog): void {
  if (log.read === null) return;
  log.records = readRunLog(log.source, log.label, log.read.next, (start) => {
    log.at = start;
  });
  log.read = null;
}

/** Reads the micro-batches of the earliest step, up to the first record of a later one or to the file's end. */
export async function gather(log: RankLog, fold: RunFold): Promise<void> {
  while (log.after === null && log.read === null) {
    const next = await advance(log, fold);
    if (next === null) return;
    const step = log.parts[0]?.record.step ?? next.record.step;
    if (next.record.step === step) log.parts.push(next);
    else log.after = next;
  }
}

/** Leaves the earliest step behind, which is added or left out. */
export function takeParts(log: RankLog): readonly PlacedRecord[] {
  const taken = log.parts;
  log.parts = log.after === null ? [] : [log.after];
  log.after = null;
  return taken;
}

/** Reads on up to the next step record; null at the file's end. */
async function advance(log: RankLog, fold: RunFold): Promise<PlacedRecord | null> {
  for (;;) {
    const next = await log.records.next();
    if (next.done) {
      log.read = next.value;
      return null;
    }
    const record = next.value;
    if (record.kind !== "run" && log.rank < 0) throw new Error(`${log.label}: a ${record.kind} comes before the run`);
    if (record.kind === "run") {
      if (log.rank >= 0) throw new Error(`${log.label}: begins a second run, but a log holds one`);
      naming(log.label, "the run", () => fold.head(record));
      [log.rank, log.worldSize] = [record.rank, record.worldSize];
      [log.started, log.every] = [record.started, record.every];
      list(log, record.layers);
    } else if (record.kind === "layers") {
      naming(log.label, "later layers", () => fold.layers(log.rank, record));
      list(log, record.layers);
    } else if (record.kind === "thinned") [log.spacing, log.every] = [record.every, record.every];
    else if (record.kind === "mode") naming(log.label, "a switch of modes", () => fold.mode(log.rank, record));
    else if (record.kind === "end") log.end = record;
    else if (record.kind === "step") {
      if (record.step < log.last) throw new Error(`${log.label}: step ${record.step} comes after step ${log.last}`);
      log.last = record.step;
      return { rank: log.rank, record, start: log.at };
    }
  }
}

function list(log: RankLog, layers: readonly LoggedLayer[]): void {
  for (const layer of layers) log.layers.push(layer);
}

/** Has errors begin with a log's label and what it was about. */
export function naming<T>(label: string, what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(`${label}: ${what}: ${quoteReason(error)}`);
  }
}
