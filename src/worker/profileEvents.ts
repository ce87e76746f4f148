import type { Finding } from "../engine/finding";
import { logEndFindings } from "../engine/findings/logEnds";
import type { Layer } from "../engine/report";
import type { LoggedValue } from "../engine/summaries/summary";
import { createSummaryFold } from "../engine/summaries/summaryFold";
import type { ByteSource } from "../readers/byteSource";
import { type EventFileEnd, readEventFile } from "../readers/tensorboard/readEventFile";
import { about } from "./disk";
import type { LoggedRun } from "./findRuns";
import { logLabel } from "./logLabel";
import { createOpenFiles } from "./openFiles";
import { naming } from "./rankLog";

/** What TensorBoard's event files of one folder show. */
export interface ProfiledEvents {
  readonly layers: readonly Layer[];
  /** On the files themselves. */
  readonly findings: readonly Finding[];
  /** Share of the files' bytes that were read: below 1 where one ends torn, as one does that is still being written. */
  readonly coverage: number;
}

interface EventFile {
  readonly label: string;
  readonly path: string;
}

/** Opens a file for as long as `use` takes: a folder may hold more files than may be open. */
type Reading = <T>(file: EventFile, use: (source: ByteSource) => Promise<T>) => Promise<T>;

/** Steps by tag. */
type Begins = ReadonlyMap<string, number>;

const MOST_BEGINS = 1_000_000;

/**
 * Reads the event files of one folder, in the order of their names. A run that was started again goes on in another
 * file: where that one begins again at earlier steps, what the files before have of these is left out.
 *
 * @param onShare told which share of them has been read
 * @returns no layers where none holds a scalar or a histogram (yet)
 * @throws in one line that names the file, where one cannot be read
 */
export async function profileEvents(
  { name, files: paths }: Pick<LoggedRun, "name" | "files">,
  onShare: (share: number) => void,
): Promise<ProfiledEvents> {
  const files = paths.map((path) => ({ label: logLabel(name, path), path }));
  const rounds = files.length > 1 ? 2 : 1;
  const sizes = await Promise.all(
    paths.map((path) =>
      about(path).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  const all = rounds * sizes.reduce((sum, size) => sum + size, 0);
  let done = 0;
  const reading = createReading((bytes) => {
    done += bytes;
    onShare(Math.min(1, done / all));
  });
  const limits = files.length > 1 ? limitsOf(await beginsOf(files, reading)) : [];
  const fold = createSummaryFold();
  const ends: (EventFileEnd & { readonly label: string; readonly size: number })[] = [];
  for (const [i, file] of files.entries()) {
    const { label } = file;
    const limit = limits[i];
    const take = (value: LoggedValue) =>
      naming(label, "its tags", () =>
        (limit?.get(keyOf(value)) ?? Number.POSITIVE_INFINITY) <= value.step ? fold.leaveOut(value) : fold.add(value),
      );
    ends.push(
      await reading(file, async (source) => ({
        label,
        size: source.size,
        ...(await readEventFile(source, label, take)),
      })),
    );
  }
  const size = ends.reduce((sum, end) => sum + end.size, 0);
  const left = ends.reduce((sum, { torn }) => sum + torn, 0);
  const coverage = size === 0 ? 1 : (size - left) / size;
  return { layers: fold.layers(name), findings: ends.flatMap(tornFinding), coverage };
}

function createReading(onBytes: (bytes: number) => void): Reading {
  return async ({ label, path }, use) => {
    const files = createOpenFiles();
    try {
      const source = await files.open(path).catch((error: Error) => {
        throw new Error(`${label}: cannot be opened (${error.message})`);
      });
      return await use({
        size: source.size,
        read: async (start, end) => {
          const bytes = await source.read(start, end);
          onBytes(end - start);
          return bytes;
        },
      });
    } finally {
      await files.close();
    }
  };
}

/** The first step of each tag, file by file. */
async function beginsOf(files: readonly EventFile[], reading: Reading): Promise<Begins[]> {
  const all: Begins[] = [];
  let count = 0;
  for (const file of files) {
    const { label } = file;
    const begins = new Map<string, number>();
    const note = (value: LoggedValue) => {
      const [key, step] = [keyOf(value), value.step];
      if (!begins.has(key) && ++count > MOST_BEGINS)
        throw new Error(`${label}: the tags of all files are more than the ${MOST_BEGINS} that are read`);
      begins.set(key, Math.min(step, begins.get(key) ?? step));
    };
    await reading(file, (source) => readEventFile(source, label, note));
    all.push(begins);
  }
  return all;
}

/** File by file, the first step of each of its tags that a later file brings again. */
function limitsOf(begins: readonly Begins[]): Begins[] {
  const later = new Map<string, number>();
  const limits = begins.toReversed().map((own) => {
    const limit = new Map([...own.keys()].flatMap((key) => (later.has(key) ? [[key, later.get(key)!] as const] : [])));
    for (const [key, step] of own) later.set(key, Math.min(step, later.get(key) ?? step));
    return limit;
  });
  return limits.reverse();
}

/** A tag may be of scalars and of histograms. */
function keyOf({ tag, content: { kind } }: LoggedValue): string {
  return `${kind} ${tag}`;
}

function tornFinding({ label, torn, reason }: EventFileEnd & { readonly label: string }): Finding[] {
  const ends = [{ rank: 0, steps: 0, torn, reason, exception: null, goesOn: false }];
  return logEndFindings(ends, 1).map((finding) => ({ ...finding, message: `${label}: ${finding.message}` }));
}
