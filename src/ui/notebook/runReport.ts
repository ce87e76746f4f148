import { type LogEnd, logEndFindings } from "../../engine/findings/logEnds";
import { formatCount } from "../../engine/formatNumber";
import type { Report } from "../../engine/report";
import { finishRun } from "../../engine/run/finishRun";
import type { RunOutput } from "../../protocol/runOutput";
import { cleanName } from "../figures/safeText";
import { foldLogs } from "./foldLogs";
import { inflateLog, MOST_INFLATED } from "./inflateLog";

/** What an output of a run shows. */
export interface ShownRun {
  readonly report: Report;
  /** How far the run is, and how much of it is shown. */
  readonly summary: string;
}

/**
 * Reads the excerpt in an output by the reader and the engine that read whole logs.
 *
 * @throws in one line, where a log in it cannot be read
 */
export async function runReport(output: RunOutput): Promise<ShownRun> {
  const { name, steps, kept, logs } = output;
  if (logs.length === 0) throw new Error("run.logs: holds no log");
  const labels = logs.map((_, i) => `run.logs[${i}]`);
  const inflated: Uint8Array<ArrayBuffer>[] = [];
  let left = MOST_INFLATED;
  for (const [i, log] of logs.entries()) {
    const bytes = await inflateLog(log, labels[i]!, left);
    left -= bytes.length;
    inflated.push(bytes);
  }
  const { fold, ranks } = await foldLogs(inflated, labels);
  const layers = finishRun(fold, "", { goesOn: output.state === "running" });
  const listed = Math.max(...ranks.map((rank) => rank.listed));
  const report: Report = {
    version: 1,
    generator: output.generator,
    source: { kind: "folder", name },
    partial: kept < steps,
    coverage: steps > 0 ? kept / steps : 1,
    layers,
    norms: [],
    execution: null,
    findings: logEndFindings(
      ranks.map(({ head: { rank }, end }): LogEnd => {
        const exception = end?.reason === "exception" ? cleanName(end.exception ?? "unknown") : null;
        return { rank, steps, torn: 0, reason: null, exception, goesOn: output.state === "running" };
      }),
      Math.max(...ranks.map(({ head }) => head.worldSize)),
    ),
  };
  return { report, summary: summaryOf(output, layers.length, listed) };
}

const STATES = {
  running: "running",
  finished: "finished",
  exception: "ended with an exception",
  stopped: "no longer recorded",
} as const;

function summaryOf({ state, steps, kept }: RunOutput, layers: number, listed: number): string {
  if (steps === 0)
    return `${STATES[state]} · no step logged yet · ${formatCount(listed)} ${listed === 1 ? "layer" : "layers"}`;
  const shown = kept < steps ? `${formatCount(kept)} of ${formatCount(steps)}` : formatCount(steps);
  const some = layers < listed ? `${formatCount(layers)} of ${formatCount(listed)}` : formatCount(layers);
  const noun = listed === 1 ? "layer" : "layers";
  return `${STATES[state]} · ${shown} logged ${steps === 1 ? "step" : "steps"} shown · ${some} ${noun}`;
}
