import { stat } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";

/** Finds the folders that imports are followed within. */
export interface ProjectRoots {
  /**
   * The folder of the Git repository that a folder lies in; without one, the nearest folder that a Python project begins
   * in; else the one that was named, or the current one, as far as the folder lies in it; else the folder itself.
   */
  of(folder: string): Promise<string>;
}

/** @param named paths that a person has named */
export function findProjectRoots(named: readonly string[]): ProjectRoots {
  const folders = [...named.map((path) => resolve(path)), process.cwd()];
  const known = new Map<string, Promise<Marked>>();
  const marked = (folder: string): Promise<Marked> => {
    let found = known.get(folder);
    if (!found) {
      found = lookAt(folder, marked);
      known.set(folder, found);
    }
    return found;
  };
  return {
    async of(folder) {
      const { git, project } = await marked(folder);
      return git ?? project ?? folders.find((it) => isBelow(folder, it)) ?? folder;
    },
  };
}

interface Marked {
  readonly git: string | null;
  readonly project: string | null;
}

const MARKS: readonly string[] = ["pyproject.toml", "setup.py", "setup.cfg"];

async function lookAt(folder: string, marked: (folder: string) => Promise<Marked>): Promise<Marked> {
  const above = dirname(folder);
  const outer = above === folder ? { git: null, project: null } : await marked(above);
  const [git, ...marks] = await Promise.all([".git", ...MARKS].map((name) => isThere(join(folder, name))));
  return { git: git ? folder : outer.git, project: marks.includes(true) ? folder : outer.project };
}

function isBelow(folder: string, root: string): boolean {
  return !relative(root, folder).startsWith("..") && relative(root, folder) !== folder;
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
