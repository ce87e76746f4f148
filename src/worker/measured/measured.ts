import type { ProfileRequest, Progress } from "../../protocol/engineApi";
import type { Measured } from "../../protocol/measured";
import { about } from "../disk";
import { findRuns, type LoggedRun, type Runs } from "../findRuns";
import { measuredFiles } from "./measuredFiles";
import { measuredRun } from "./measuredRun";

/**
 * What was measured last of normalization layers, by the files of a profile: of several runs, the one that was written to
 * last. Null where none of the files tells it (TensorBoard's).
 *
 * @throws in one line that names the file, where one cannot be read
 */
export async function measured(
  request: ProfileRequest,
  onProgress: (progress: Progress) => void = () => {},
): Promise<Measured | null> {
  const newest = await newestOf(await findRuns(request.paths));
  if (!newest) return null;
  const onShare = (done: number) => onProgress({ done, total: 1 });
  return newest.log
    ? measuredRun(newest.log, newest.written, onShare)
    : measuredFiles(newest.run, newest.written, request, onShare);
}

type Newest = { readonly written: number } & (
  | { readonly log: LoggedRun }
  | { readonly log: null; readonly run: Runs["runs"][number] }
);

async function newestOf({ runs, logs }: Runs): Promise<Newest | null> {
  const all: Newest[] = [];
  for (const log of logs) all.push({ log, written: await writtenOf(log.files) });
  for (const run of runs) all.push({ log: null, run, written: await writtenOf(run.files.map(({ path }) => path)) });
  return all.reduce<Newest | null>((newest, one) => (newest && newest.written >= one.written ? newest : one), null);
}

/** A file that has gone meanwhile is found to be missing when it is read. */
async function writtenOf(paths: readonly string[]): Promise<number> {
  let written = 0;
  for (const path of paths) written = Math.max(written, (await about(path).catch(() => null))?.mtimeMs ?? 0);
  return written;
}
