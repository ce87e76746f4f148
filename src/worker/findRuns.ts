import { basename, dirname, extname, join, relative, sep } from "node:path";
import type { Report } from "../engine/report";
import { TENSOR_EXTENSIONS } from "../readers/openTensors";
import { quoteName } from "../readers/quoteName";
import { reason } from "../readers/reason";
import { about, list } from "./disk";
import { type StepFile, stepsOf } from "./steps";

/** What a profile is made of: the files of each run in the order of their steps. */
export interface Runs {
  readonly source: Report["source"];
  readonly runs: readonly { readonly name: string; readonly files: readonly StepFile[] }[];
  /** Training runs that were logged. */
  readonly logs: readonly LoggedRun[];
  /** Folders with event files of TensorBoard, in the order in which they were written. */
  readonly events: readonly Pick<LoggedRun, "name" | "files">[];
}

/** The logs of one training run, one a rank. */
export interface LoggedRun {
  readonly name: string;
  readonly files: readonly string[];
  /** One rank of a run that stands beside it whole: what is to be said of its logs is said there. */
  readonly isPart: boolean;
}

const RUN_LOG = ".normlog";
/** As TensorBoard itself tells them. */
const EVENT_FILE = /(^|\.)tfevents\./;
const MAX_FILES = 100_000;

/**
 * Finds the tensor files and run logs behind paths of files and folders. Each folder that holds some is a
 * run, named by its path below the folder that all have in common; a single run has no name.
 *
 * @param eachRank has each rank of a logged run stand beside the whole as a run of its own
 * @throws where a path does not exist, or where nothing is found
 */
export async function findRuns(paths: readonly string[], eachRank = false): Promise<Runs> {
  const found: string[] = [];
  let folders = 0;
  for (const path of paths) {
    const name = quoteName(basename(path));
    const { kind } = await about(path).catch((error) => {
      throw new Error(`${name}: cannot be opened (${reason(error)})`);
    });
    if (kind === "folder") {
      folders++;
      await walk(path, found);
    } else found.push(path);
  }
  const files = [...new Set(found)];
  if (files.length === 0) {
    throw new Error(
      `${quoteName(paths.map((path) => basename(path)).join(", "))}: no ${[...TENSOR_EXTENSIONS, RUN_LOG].join(", ")} or tfevents file in it; choose another folder, or save activations there, a file for each training step`,
    );
  }
  const kind = paths.length > 1 ? "files" : folders > 0 ? "folder" : "file";
  const name = paths.length === 1 ? basename(paths[0]!) : `${files.length} files`;
  const { runs, logs, events } = groupByFolder(files);
  return { source: { kind, name }, runs, events, logs: eachRank ? logs.flatMap(withRanks) : logs };
}

function withRanks(run: LoggedRun): LoggedRun[] {
  if (run.files.length < 2) return [run];
  const ranks = run.files.map((file) => ({
    name: [run.name, basename(file, extname(file))].filter(Boolean).join("/"),
    files: [file],
    isPart: true,
  }));
  return [{ ...run, name: run.name || "all ranks" }, ...ranks];
}

function groupByFolder(files: readonly string[]): Omit<Runs, "source"> {
  const groups = new Map<string, string[]>();
  for (const file of files) {
    const folder = dirname(file);
    groups.set(folder, [...(groups.get(folder) ?? []), file]);
  }
  const root = commonFolder([...groups.keys()]);
  const named = [...groups].map(([folder, paths]) => {
    const name = groups.size === 1 ? "" : relative(root, folder).split(sep).join("/") || basename(folder);
    return { name, folder, paths };
  });
  named.sort((a, b) => NATURAL.compare(a.name, b.name));
  return {
    runs: named.flatMap(({ name, folder, paths }) => {
      const tensors = paths.filter((path) => !isRunLog(path) && !isEventFile(path));
      return tensors.length === 0 ? [] : [{ name, files: stepsOf(tensors, name || basename(folder)) }];
    }),
    logs: named.flatMap(({ name, paths }) => {
      const ranks = paths.filter(isRunLog).sort(NATURAL.compare);
      return ranks.length === 0 ? [] : [{ name, files: ranks, isPart: false }];
    }),
    events: named.flatMap(({ name, paths }) => {
      const files = paths.filter(isEventFile).sort(NATURAL.compare);
      return files.length === 0 ? [] : [{ name, files }];
    }),
  };
}

function isRunLog(path: string): boolean {
  return path.toLowerCase().endsWith(RUN_LOG);
}

function isEventFile(path: string): boolean {
  return EVENT_FILE.test(basename(path));
}

const NATURAL = new Intl.Collator("en", { numeric: true });

async function walk(folder: string, found: string[]): Promise<void> {
  const entries = await list(folder).catch((error) => {
    throw new Error(`${quoteName(basename(folder))}: cannot be listed (${reason(error)})`);
  });
  const sharded = entries.some((entry) => /\.(safetensors|bin)\.index\.json$/.test(entry.name));
  for (const entry of entries) {
    if (entry.name.startsWith(".")) continue;
    if (entry.kind === "folder") await walk(join(folder, entry.name), found);
    // The index names the shards beside it; they are not files of their own.
    else if (
      entry.kind === "file" &&
      (isRunLog(entry.name) || isEventFile(entry.name) || isTensorFile(entry.name)) &&
      !(sharded && /-\d+-of-\d+\./.test(entry.name))
    ) {
      found.push(join(folder, entry.name));
    }
    if (found.length > MAX_FILES)
      throw new Error(`${quoteName(basename(folder))}: over ${MAX_FILES} tensor files below it`);
  }
}

/** In a folder, .bin is any program's; those of PyTorch are called after the model. */
const OTHERS_BIN = /^(?!.*(model|weights|checkpoint|optimizer)).*\.bin$/i;

function isTensorFile(name: string): boolean {
  if (OTHERS_BIN.test(name)) return false;
  return TENSOR_EXTENSIONS.some((extension) => name.toLowerCase().endsWith(extension));
}

function commonFolder(folders: readonly string[]): string {
  return folders.reduce((common, folder) => {
    let candidate = common;
    while (candidate !== dirname(candidate) && relative(candidate, folder).startsWith(".."))
      candidate = dirname(candidate);
    return candidate;
  });
}
