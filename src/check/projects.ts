import { readFile, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { pyprojectSettings } from "../analysis/checking/pyproject";
import { type CheckSettings, DEFAULT_SETTINGS } from "../analysis/checking/severities";
import { LARGEST_PYPROJECT, TOO_LARGE } from "../analysis/checking/tooLarge";
import type { Note } from "./checkedFile";
import { fitsPattern } from "./pathPatterns";

/** What the nearest pyproject.toml that speaks of Normscope says of the files below it. */
export interface Project {
  readonly settings: CheckSettings;
  /** Whether a file or folder, by its absolute path, is not to be checked. */
  excludes(path: string): boolean;
}

export interface Projects {
  /** The project that a folder belongs to. */
  of(folder: string): Promise<Project>;
}

const NO_PROJECT: Project = { settings: DEFAULT_SETTINGS, excludes: () => false };

/** Each pyproject.toml is read once; what is wrong in it becomes notes. */
export function findProjects(tell: (note: Note) => void): Projects {
  const known = new Map<string, Promise<Project>>();
  const of = (folder: string): Promise<Project> => {
    let project = known.get(folder);
    if (!project) {
      project = readProject(folder, tell).then((own) => {
        if (own) return own;
        const above = dirname(folder);
        return above === folder ? NO_PROJECT : of(above);
      });
      known.set(folder, project);
    }
    return project;
  };
  return { of };
}

async function readProject(folder: string, tell: (note: Note) => void): Promise<Project | null> {
  const path = join(folder, "pyproject.toml");
  const size = await stat(path).then(
    (found) => (found.isFile() ? found.size : null),
    () => null,
  );
  if (size === null) return null;
  if (size > LARGEST_PYPROJECT) {
    tell({ path, message: TOO_LARGE });
    return null;
  }
  const text = await readFile(path, "utf8").catch(() => null);
  const read = text === null ? null : pyprojectSettings(text);
  if (!read) return null;
  for (const message of read.problems) tell({ path, message: `[tool.normscope] ${message}` });
  return {
    settings: read.settings,
    excludes: (file) => fitsPattern(relative(folder, file).split(sep).join("/"), read.exclude),
  };
}
