import type { Finding } from "../engine/finding";
import { type LogEnd, logEndFindings } from "../engine/findings/logEnds";
import type { Layer } from "../engine/report";
import { type FinishOptions, finishRun } from "../engine/run/finishRun";
import type { LoggedHealth } from "../protocol/runHealth";
import type { ByteSource } from "../readers/byteSource";
import { quoteName } from "../readers/quoteName";
import type { LoggedRun } from "./findRuns";
import { logLabel } from "./logLabel";
import { createOpenFiles } from "./openFiles";
import type { RankLog } from "./rankLog";
import { createRankReader, type RankReader } from "./readRanks";

/** What a training run's logs show. */
export interface ProfiledRun {
  readonly layers: readonly Layer[];
  /** On the logs themselves. */
  readonly findings: readonly Finding[];
  /** Share of the logs' bytes that were read: below 1 where a log has a torn tail. */
  readonly coverage: number;
  readonly about: RunAbout;
}

/** What the logs say of the run itself. */
export type RunAbout = Omit<LoggedHealth, "name" | "layers" | "findings">;

/**
 * Profiles a training run out of its logs, one a rank, as far as they go.
 *
 * @param onShare told which share of them has been read
 * @throws in one line that names the file, where a log cannot be read or none holds the run's own record
 */
export async function profileRun(
  run: LoggedRun,
  onShare: (share: number) => void,
  options?: FinishOptions,
): Promise<ProfiledRun> {
  const profiled = await withRun(run, onShare, (reader) => profiledRun(run.name, reader, () => false, options));
  return run.isPart ? { ...profiled, findings: [] } : profiled;
}

/**
 * Reads a training run's logs to their ends.
 *
 * @throws as `profileRun`
 */
export async function withRun<T>(
  { name, files: paths }: LoggedRun,
  onShare: (share: number) => void,
  use: (reader: RankReader) => T,
): Promise<T> {
  const files = createOpenFiles();
  let [read, size] = [0, 0];
  try {
    const logs: { label: string; source: ByteSource }[] = [];
    for (const path of paths) {
      const label = logLabel(name, path);
      const source = await files.open(path).catch((error: Error) => {
        throw new Error(`${label}: cannot be opened (${error.message})`);
      });
      size += source.size;
      const counted = counting(source, (bytes) => {
        read += bytes;
        onShare(Math.min(1, read / size));
      });
      logs.push({ label, source: counted });
    }
    const reader = createRankReader(logs);
    await reader.readOn(() => false);
    if (!hasBegun(reader)) throw new Error(`${reader.ranks[0]!.label}: holds no whole record yet`);
    return use(reader);
  } finally {
    await files.close();
  }
}

export function hasBegun({ ranks }: RankReader): boolean {
  return ranks.some(({ rank }) => rank >= 0);
}

/**
 * What has been read of a run that has begun.
 *
 * @param goesOn whether a rank is still writing
 */
export function profiledRun(
  name: string,
  { fold, ranks }: RankReader,
  goesOn: (rank: RankLog) => boolean,
  options: FinishOptions = {},
): ProfiledRun {
  const begun = ranks.filter(({ rank }) => rank >= 0);
  const worldSize = Math.max(...begun.map((rank) => rank.worldSize));
  const ends = begun.map((rank) => logEnd(rank, goesOn(rank)));
  const isOpen = begun.some(({ end }) => end === null);
  return {
    layers: finishRun(fold, name, { ...options, goesOn: isOpen && options.goesOn === true }),
    findings: logEndFindings(ends, worldSize).map((finding) => named(finding, name)),
    coverage: coverageOf(ranks.filter((rank) => !goesOn(rank))),
    about: aboutOf(begun),
  };
}

/** A run ends when all of its ranks have, and with an exception where one of them did. */
function aboutOf(begun: readonly RankLog[]): RunAbout {
  const failed = begun.find(({ end }) => end?.reason === "exception");
  const [first] = begun;
  const started = Date.parse(first!.started);
  return {
    state: failed ? "exception" : begun.every(({ end }) => end !== null) ? "finished" : "open",
    exception: failed ? (failed.end!.exception ?? "unknown") : null,
    steps: Math.max(...begun.map(({ steps }) => steps)),
    started: Number.isNaN(started) ? null : started,
    every: first!.every,
  };
}

/** What a rank holds back counts as read: it will be added. */
function coverageOf(ranks: readonly RankLog[]): number {
  const size = ranks.reduce((sum, { source }) => sum + source.size, 0);
  const torn = ranks.reduce((sum, { read }) => sum + (read?.torn ?? 0), 0);
  return size === 0 ? 1 : (size - torn) / size;
}

function logEnd({ rank, steps, read, end }: RankLog, goesOn: boolean): LogEnd {
  const exception = end?.reason === "exception" ? quoteName(end.exception ?? "unknown") : null;
  return { rank, steps, torn: read?.torn ?? 0, reason: read?.reason ?? null, exception, goesOn };
}

function named(finding: Finding, run: string): Finding {
  return run === "" ? finding : { ...finding, message: `${quoteName(run)}: ${finding.message}` };
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
