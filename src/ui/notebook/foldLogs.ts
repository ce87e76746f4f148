import { createRunFold, type RankRecord, type RunFold } from "../../engine/run/runFold";
import type { EndRecord, RunHead, RunRecord } from "../../engine/run/runRecord";
import { readRunLog } from "../../readers/runLog/readRunLog";

/** A run's excerpt, read. */
export interface FoldedLogs {
  readonly fold: RunFold;
  readonly ranks: readonly FoldedRank[];
}

interface FoldedRank {
  readonly head: RunHead;
  /** Layers that the log lists, seen or not. */
  listed: number;
  end: EndRecord | null;
}

/**
 * Reads the logs of all ranks, which are in memory, and merges their steps.
 *
 * @param labels what messages call the logs
 * @throws in one line that names the log
 */
export async function foldLogs(
  logs: readonly Uint8Array<ArrayBuffer>[],
  labels: readonly string[],
): Promise<FoldedLogs> {
  const fold = createRunFold();
  const ranks: FoldedRank[] = [];
  const steps = new Map<number, RankRecord[]>();
  for (const [i, bytes] of logs.entries()) {
    const label = labels[i]!;
    const { records, torn } = await recordsOf(bytes, label);
    const [head] = records;
    if (head?.kind !== "run") throw new Error(`${label}: does not begin with the run's own record`);
    const rank: FoldedRank = { head, listed: head.layers.length, end: null };
    ranks.push(rank);
    for (const record of records) addRecord(record, rank, label);
    if (torn) throw new Error(`${label}: ${torn}`);
  }
  for (const step of [...steps.keys()].sort((a, b) => a - b))
    naming(labels[0]!, `step ${step}`, () => fold.step(step, steps.get(step)!));
  return { fold, ranks };

  function addRecord(record: RunRecord, of: FoldedRank, label: string): void {
    const { rank } = of.head;
    if (record.kind === "run") naming(label, "the run", () => fold.head(record));
    else if (record.kind === "layers") {
      naming(label, "later layers", () => fold.layers(rank, record));
      of.listed += record.layers.length;
    } else if (record.kind === "mode") naming(label, "a switch of modes", () => fold.mode(rank, record));
    else if (record.kind === "end") of.end = record;
    else if (record.kind === "step") {
      const parts = steps.get(record.step) ?? [];
      steps.set(record.step, parts);
      parts.push({ rank, record });
    }
  }
}

async function recordsOf(bytes: Uint8Array<ArrayBuffer>, label: string) {
  const source = { size: bytes.length, read: async (start: number, end: number) => bytes.slice(start, end).buffer };
  const reading = readRunLog(source, label);
  const records: RunRecord[] = [];
  for (;;) {
    const next = await reading.next();
    // An excerpt is written at once: one that is cut off is damaged.
    if (next.done) return { records, torn: next.value.reason };
    records.push(next.value);
  }
}

function naming(label: string, what: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw new Error(`${label}: ${what}: ${(error as Error).message}`);
  }
}
