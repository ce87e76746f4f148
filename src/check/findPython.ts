import { readdir, stat } from "node:fs/promises";
import { dirname, extname, join, resolve } from "node:path";
import { quoteName } from "../readers/quoteName";
import { reason } from "../readers/reason";
import { findGitIgnores, type GitIgnores } from "./gitIgnores";
import type { Projects } from "./projects";

/**
 * The Python files and notebooks that paths name, absolute and in order. Folders are searched without what is not a
 * person's own source (`OTHERS`), links, what Git ignores, and what a pyproject.toml excludes; the last goes for files that
 * are named, too, which a hook does with every file that has changed.
 * @throws where a path is not there, or there is nothing to check at all
 */
export async function findPython(paths: readonly string[], projects: Projects): Promise<readonly string[]> {
  const found = new Set<string>();
  const git = findGitIgnores();
  let excluded = 0;
  for (const path of paths.map((it) => resolve(it))) {
    const entry = await stat(path).catch((error) => {
      throw new Error(`${quoteName(path)}: cannot be opened (${reason(error)})`);
    });
    if ((await projects.of(entry.isDirectory() ? path : dirname(path))).excludes(path)) excluded++;
    else if (entry.isDirectory()) await search(path, projects, git, found);
    else if (entry.isFile()) found.add(path);
    else throw new Error(`${quoteName(path)}: is neither a file nor a folder`);
  }
  if (found.size === 0 && excluded === 0)
    throw new Error(`${quoteName(paths.join(", "))}: no .py or .ipynb file in it`);
  return [...found];
}

const ENDINGS: ReadonlySet<string> = new Set([".py", ".ipynb"]);

/** Folders of packages. Those whose names begin with a dot are left out as well. */
const OTHERS: ReadonlySet<string> = new Set(["node_modules", "__pycache__", "site-packages"]);
/** Folders of what was built, beside the file that says how. Elsewhere `dist` is what is distributed among machines. */
const BUILT: ReadonlySet<string> = new Set(["build", "dist"]);
const BUILDS: ReadonlySet<string> = new Set(["pyproject.toml", "setup.py", "setup.cfg", "package.json"]);

async function search(root: string, projects: Projects, git: GitIgnores, found: Set<string>): Promise<void> {
  const open = [root];
  // Whoever names a folder that is ignored wants what is in it.
  const from = (await git.ignores(root, true)) ? root : undefined;
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    // A folder that may not be read holds nothing that could be.
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    if (folder !== root && entries.some(({ name }) => name === "pyvenv.cfg")) continue;
    const project = await projects.of(folder);
    const builds = entries.some(({ name }) => BUILDS.has(name));
    const inner: string[] = [];
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      const wanted = entry.isDirectory()
        ? isSource(entry.name, builds)
        : entry.isFile() && ENDINGS.has(extname(entry.name));
      if (!wanted || project.excludes(path) || (await git.ignores(path, entry.isDirectory(), from))) continue;
      if (entry.isDirectory()) inner.push(path);
      else found.add(path);
    }
    open.push(...inner.reverse());
  }
}

function isSource(name: string, builds: boolean): boolean {
  return !name.startsWith(".") && !OTHERS.has(name) && !(builds && BUILT.has(name));
}
