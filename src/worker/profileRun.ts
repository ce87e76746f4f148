import type { Finding } from "../engine/finding";
import { type LogEnd, logEndFindings } from "../engine/findings/logEnds";
import type { Layer } from "../engine/report";
import { finishRun } from "../engine/run/finishRun";
import type { LoggedHealth } from "../protocol/runHealth";
import { quoteName } from "../readers/quoteName";
import type { LoggedRun } from "./findRuns";
import { createOpenFiles } from "./openFiles";
import { logLabel, type RankLog, readRanks } from "./readRanks";

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
 * Profiles a training run out of its logs, one a rank.
 *
 * @param onShare told which share of them has been read
 * @throws in one line that names the file, where a log cannot be read or none holds the run's own record
 */
export async function profileRun(
  { name, files: paths }: LoggedRun,
  onShare: (share: number) => void,
): Promise<ProfiledRun> {
  const files = createOpenFiles();
  try {
    const { fold, ranks } = await readRanks(paths, (path) => logLabel(name, path), files, onShare);
    const begun = ranks.filter(({ rank }) => rank >= 0);
    if (begun.length === 0) throw new Error(`${ranks[0]!.label}: holds no whole record yet`);
    const worldSize = Math.max(...begun.map((rank) => rank.worldSize));
    return {
      layers: finishRun(fold, name),
      findings: logEndFindings(begun.map(logEnd), worldSize).map((finding) => named(finding, name)),
      coverage: coverageOf(ranks),
      about: aboutOf(begun),
    };
  } finally {
    await files.close();
  }
}

function coverageOf(ranks: readonly RankLog[]): number {
  const read = ranks.reduce((sum, rank) => sum + rank.read.next, 0);
  return read / ranks.reduce((sum, { read: { torn } }) => sum + torn, read);
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

function logEnd({ rank, steps, read, end }: RankLog): LogEnd {
  const exception = end?.reason === "exception" ? quoteName(end.exception ?? "unknown") : null;
  return { rank, steps, torn: read.torn, reason: read.reason, exception };
}

function named(finding: Finding, run: string): Finding {
  return run === "" ? finding : { ...finding, message: `${quoteName(run)}: ${finding.message}` };
}
