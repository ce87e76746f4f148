import { createRunFold, type KeptSteps, type RunFold } from "../engine/run/runFold";
import { createThinnedSeries, type ThinnedSeries } from "../engine/run/thinnedSeries";
import type { ByteSource } from "../readers/byteSource";
import { gather, naming, openRank, type RankLog, resume, takeParts } from "./rankLog";

/** All ranks of a run, read side by side, so that each step is merged when it has been read and none is kept. */
export interface RankReader {
  readonly fold: RunFold;
  readonly ranks: readonly RankLog[];
  /** Where each step's records are. */
  readonly steps: Pick<ThinnedSeries<PlacedStep>, "length" | "every" | "kept">;
  /**
   * Reads on up to the end that the files have now, and adds each step that all ranks have passed.
   *
   * @param mayGoOn whether a rank that has come to its file's end without saying so may still write what belongs to a
   *   step; it has some of that step's micro-batches, or none
   * @returns false where a rank has brought a step that was added without it: all has to be read again
   * @throws in one line that names the file
   */
  readOn(mayGoOn: (rank: RankLog, hasParts: boolean) => boolean): Promise<boolean>;
}

export interface PlacedStep {
  readonly step: number;
  readonly places: readonly { readonly rank: number; readonly start: number }[];
}

/** A step takes some hundred bytes. */
const MOST_PLACES = 2 ** 17;

/** @param logs what messages call each rank's file, and the file, which may grow from one `readOn` to the next */
export function createRankReader(
  logs: readonly { readonly label: string; readonly source: ByteSource }[],
  series?: KeptSteps,
): RankReader {
  const fold = createRunFold(series);
  const ranks = logs.map(({ label, source }) => openRank(label, source));
  const placed = createThinnedSeries<PlacedStep>();
  let added = -1;

  /** Takes all micro-batches of one step, of all ranks that have it, unless a rank was thinned and has left it out. */
  function addStep(step: number): void {
    const having = ranks.filter(({ parts }) => parts[0]?.record.step === step);
    const records = having.flatMap(takeParts);
    added = step;
    // Ranks thin their logs one after the other: what one has left out already would be a part of the batch.
    if (step % Math.max(...ranks.map(({ spacing }) => spacing)) !== 0) return;
    for (const rank of having) rank.steps++;
    naming(having[0]!.label, `step ${step}`, () => fold.step(step, records));
    placed.add({ step, places: records.map(({ rank, start }) => ({ rank, start })) }, false, MOST_PLACES);
  }

  return {
    fold,
    ranks,
    steps: placed,
    async readOn(mayGoOn) {
      for (const rank of ranks) resume(rank);
      for (;;) {
        for (const rank of ranks) await gather(rank, fold);
        const begun = ranks.filter(({ parts }) => parts.length > 0);
        if (begun.length === 0) return true;
        const step = Math.min(...begun.map(({ parts }) => parts[0]!.record.step));
        if (step <= added) return false;
        if (!ranks.every((rank) => hasPassed(rank, step, mayGoOn))) return true;
        addStep(step);
      }
    },
  };
}

function hasPassed(rank: RankLog, step: number, mayGoOn: Parameters<RankReader["readOn"]>[0]): boolean {
  const at = rank.parts[0]?.record.step;
  if (rank.after !== null || (at !== undefined && at > step) || rank.end !== null) return true;
  return !mayGoOn(rank, at !== undefined);
}
