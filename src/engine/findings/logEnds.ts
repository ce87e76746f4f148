import type { Finding } from "../finding";
import { formatCount } from "../formatNumber";
import type { RunRule } from "./runRule";

/** What is known of how one rank's log ends. */
export interface LogEnd {
  readonly rank: number;
  readonly steps: number;
  /** Bytes at the end that hold no whole record, and why. */
  readonly torn: number;
  readonly reason: string | null;
  /** The class of the exception that ended the run, safe to show; null where none did. */
  readonly exception: string | null;
  /** Whether it is still written to: then neither a torn tail nor fewer steps than others' mean anything. */
  readonly goesOn: boolean;
}

/** NRM926. */
export const logEnds: Omit<RunRule, "check"> = {
  code: "NRM926",
  title: "The log does not end as a finished run's",
  severity: "information",
  explanation: [
    "The log's last record was cut off or damaged and left out, or some ranks have logged fewer steps than others, or an " +
      "exception ended the run. All that was logged before counts: each record has a checksum of its own.",
    "A process that was killed leaves such a log, and so does one that is just writing: read it again later. Steps that " +
      "some ranks lack are merged from those that have them.",
  ],
  sources: ["docs/run-log.md"],
};

/** What is to be said of a run's logs. @param worldSize ranks that the run had */
export function logEndFindings(ends: readonly LogEnd[], worldSize: number): Finding[] {
  const found: string[] = [];
  const torn = ends.filter((end) => end.torn > 0 && !end.goesOn);
  for (const { rank, torn: bytes, reason } of torn)
    found.push(`A torn tail of ${formatCount(bytes)} bytes was left out${ofRank(ends, rank)}: ${reason}.`);
  const steps = ends.map((end) => end.steps);
  if (Math.min(...steps) < Math.max(...steps) && !ends.some((end) => end.goesOn))
    found.push(
      `Ranks have logged ${formatCount(Math.min(...steps))} to ${formatCount(Math.max(...steps))} steps. Each step is merged from the ranks that have it.`,
    );
  if (ends.length < worldSize)
    found.push(
      `Logs of ${formatCount(ends.length)} of ${formatCount(worldSize)} ranks are here. Statistics are of their part of each batch.`,
    );
  for (const { rank, exception } of ends)
    if (exception !== null) found.push(`The run ended with an exception${ofRank(ends, rank)}: ${exception}.`);
  return found.map((message) => ({ code: logEnds.code, severity: "information", message }));
}

function ofRank(ends: readonly LogEnd[], rank: number): string {
  return ends.length > 1 ? ` (rank ${rank})` : "";
}
