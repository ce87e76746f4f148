import type { Finding } from "../engine/finding";
import type { Layer } from "../engine/report";
import type { Progress } from "../protocol/engineApi";
import {
  type HealthRequest,
  type LayerHealth,
  type LoggedHealth,
  type RunHealth,
  SEVERITIES,
} from "../protocol/runHealth";
import { findRuns } from "./findRuns";
import { profileRun } from "./profileRun";

/**
 * Judges training runs by their logs: what a profile says of each layer, without the figures.
 *
 * @throws in one line that names the file, where a log cannot be read
 */
export async function runHealth(
  { paths }: HealthRequest,
  onProgress: (progress: Progress) => void = () => {},
): Promise<RunHealth> {
  const { logs } = await findRuns(paths);
  const runs: LoggedHealth[] = [];
  for (const [done, log] of logs.entries()) {
    const onShare = (share: number) => onProgress({ done: done + share, total: logs.length });
    const { about, layers, findings } = await profileRun(log, onShare, { isWanted: () => false, goesOn: true });
    runs.push({ name: log.name, ...about, layers: layers.map(layerHealth), findings });
  }
  return { runs };
}

function layerHealth({ name, findings }: Layer): LayerHealth {
  const sorted = [...findings].sort((a, b) => rank(a) - rank(b));
  return { name, severity: sorted[0]?.severity ?? null, messages: sorted.map(({ message }) => message) };
}

function rank({ severity }: Finding): number {
  return SEVERITIES.indexOf(severity);
}
