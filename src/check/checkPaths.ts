import { dirname, isAbsolute, relative, sep } from "node:path";
import { type CheckSettings, codeFits } from "../analysis/checking/severities";
import { checkEach } from "./checkEach";
import type { Checked } from "./checked";
import type { CheckedFile, Note } from "./checkedFile";
import type { CheckJob } from "./checkPath";
import { findPython } from "./findPython";
import { findProjects } from "./projects";

export interface CheckRequest {
  readonly paths: readonly string[];
  /** In place of what a pyproject.toml selects. */
  readonly select: readonly string[] | null;
  /** Beside what it ignores. */
  readonly ignore: readonly string[];
  readonly fix: CheckJob["fix"];
}

/** Checks every file that the paths lead to; what is kept of a file are its findings, and its diff where one is wanted. */
export async function checkPaths(request: CheckRequest): Promise<Checked & { readonly diffs: readonly string[] }> {
  const notes: Note[] = [];
  const projects = findProjects(({ path, message }) => notes.push({ path: shownPath(path), message }));
  const jobs: CheckJob[] = [];
  for (const path of await findPython(request.paths, projects)) {
    const { settings } = await projects.of(dirname(path));
    jobs.push({ path, shown: shownPath(path), settings: settingsFor(request, settings), fix: request.fix });
  }
  const files: CheckedFile[] = [];
  const diffs: string[] = [];
  for (const [i, outcome] of (await checkEach(jobs)).entries()) {
    if ("failure" in outcome) notes.push({ path: jobs[i]!.shown, message: outcome.failure });
    else if (outcome.checked) {
      files.push(outcome.checked.file);
      if (outcome.checked.diff !== null) diffs.push(outcome.checked.diff);
    }
  }
  return {
    files: files.filter(({ findings }) => findings.length > 0),
    fileCount: files.length,
    fixed: files.reduce((sum, { fixed }) => sum + fixed, 0),
    broken: files.filter(({ broken }) => broken).length,
    known: 0,
    notes,
    diffs,
  };
}

/** What is selected by an option is told even where a pyproject.toml ignores it. */
function settingsFor({ select, ignore }: CheckRequest, settings: CheckSettings): CheckSettings {
  if (select === null) return { ...settings, ignore: [...settings.ignore, ...ignore] };
  const kept = settings.ignore.filter((code) => !select.some((it) => codeFits(it.toUpperCase(), code)));
  return { ...settings, select, ignore: [...kept, ...ignore] };
}

/** From the current folder on where it lies below it, else the whole path; with "/" on every system. */
function shownPath(path: string): string {
  const below = relative(process.cwd(), path);
  return (below.startsWith("..") || isAbsolute(below) ? path : below).split(sep).join("/");
}
