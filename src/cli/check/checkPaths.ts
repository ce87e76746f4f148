import { dirname, isAbsolute, relative, sep } from "node:path";
import { type CheckSettings, codeFits } from "../../analysis/checking/severities";
import { quoteName } from "../../readers/quoteName";
import { reason } from "../../worker/openFiles";
import type { Checked } from "./checked";
import type { CheckedFile, Note } from "./checkedFile";
import { checkPath } from "./checkPath";
import { findPython } from "./findPython";
import { loadParser } from "./loadParser";
import { findProjects } from "./projects";
import { unifiedDiff } from "./unifiedDiff";
import { writeSource } from "./writeSource";

export interface CheckRequest {
  readonly paths: readonly string[];
  /** In place of what a pyproject.toml selects. */
  readonly select: readonly string[] | null;
  /** Beside what it ignores. */
  readonly ignore: readonly string[];
  readonly fix: "write" | "diff" | null;
}

/** Checks every file that the paths lead to, one after the other: what is kept of a file are its findings. */
export async function checkPaths(request: CheckRequest): Promise<Checked & { readonly diffs: readonly string[] }> {
  const notes: Note[] = [];
  const projects = findProjects(({ path, message }) => notes.push({ path: shownPath(path), message }));
  const [paths, parser] = await Promise.all([findPython(request.paths, projects), loadParser()]);
  const files: CheckedFile[] = [];
  const diffs: string[] = [];
  let [fileCount, fixed, broken] = [0, 0, 0];
  for (const path of paths) {
    const shown = shownPath(path);
    const { settings } = await projects.of(dirname(path));
    try {
      const checked = await checkPath(path, shown, parser, settingsFor(request, settings), request.fix !== null);
      if (!checked) continue;
      fileCount++;
      if (checked.file.findings.length > 0) files.push(checked.file);
      if (checked.file.broken) broken++;
      if (!checked.after) continue;
      if (request.fix === "diff") diffs.push(unifiedDiff(shown, checked.before, checked.after.text));
      else await writeSource(path, checked.after.bytes);
      fixed += checked.file.fixed;
    } catch (error) {
      notes.push({ path: shown, message: messageOf(error) });
    }
  }
  return { files, fileCount, fixed, broken, known: 0, notes, diffs };
}

function settingsFor({ select, ignore }: CheckRequest, settings: CheckSettings): CheckSettings {
  const kept =
    select === null
      ? settings.ignore
      : settings.ignore.filter((code) => !select.some((it) => codeFits(it.toUpperCase(), code)));
  return { ...settings, select: select ?? settings.select, ignore: [...kept, ...ignore] };
}

/** From the current folder on where it lies below it, else the whole path; with "/" on every system. */
function shownPath(path: string): string {
  const below = relative(process.cwd(), path);
  return (below.startsWith("..") || isAbsolute(below) ? path : below).split(sep).join("/");
}

function messageOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  return code === undefined ? quoteName((error as Error).message, 160) : `cannot be written (${reason(error)})`;
}
