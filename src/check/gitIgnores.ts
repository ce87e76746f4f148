import { readFile, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import ignore, { type Ignore } from "ignore";

/** What the .gitignore files of a repository leave out. Those of a person or a machine do not count: findings are everyone's. */
export interface GitIgnores {
  /**
   * Whether a file or folder, by its absolute path, is left out; what is in no repository is not.
   * @param from only what .gitignore files in this folder and below it say
   */
  ignores(path: string, isFolder: boolean, from?: string): Promise<boolean>;
  /** Whether a file is left out where a folder above it is searched, by itself or by a folder between them. */
  ignoresIn(root: string, file: string): Promise<boolean>;
}

/** One .gitignore file. */
interface Level {
  readonly folder: string;
  readonly rules: Ignore;
}

/** Each .gitignore is read once. Never throws. */
export function findGitIgnores(): GitIgnores {
  const known = new Map<string, Promise<readonly Level[] | null>>();

  /** The files that hold for what is in a folder, from the repository's own folder on; null outside of any. */
  function levelsOf(folder: string): Promise<readonly Level[] | null> {
    let levels = known.get(folder);
    if (!levels) {
      levels = readLevels(folder);
      known.set(folder, levels);
    }
    return levels;
  }

  async function readLevels(folder: string): Promise<readonly Level[] | null> {
    const isRepository = await stat(join(folder, ".git")).then(
      () => true,
      () => false,
    );
    const parent = dirname(folder);
    const above = isRepository ? [] : parent === folder ? null : await levelsOf(parent);
    if (!above) return null;
    const rules = await readRules(folder);
    return rules ? [...above, { folder, rules }] : above;
  }

  async function ignores(path: string, isFolder: boolean, from?: string): Promise<boolean> {
    const levels = (await levelsOf(dirname(path))) ?? [];
    for (const { folder, rules } of levels.toReversed()) {
      if (from !== undefined && folder !== from && !isBelow(folder, from)) continue;
      const below = relative(folder, path).split(sep).join("/");
      const { ignored, unignored } = rules.test(isFolder ? `${below}/` : below);
      if (ignored || unignored) return ignored;
    }
    return false;
  }

  const folders = new Map<string, Promise<boolean>>();

  function ignoresFolder(root: string, folder: string): Promise<boolean> {
    const key = `${root}\0${folder}`;
    let answer = folders.get(key);
    if (!answer) {
      // Whoever searches a folder that is ignored wants what is in it.
      answer = folder === root ? Promise.resolve(false) : ignoresBelow(root, folder, true);
      folders.set(key, answer);
    }
    return answer;
  }

  async function ignoresBelow(root: string, path: string, isFolder: boolean): Promise<boolean> {
    if (!isBelow(path, root)) return false;
    if (await ignoresFolder(root, dirname(path))) return true;
    return ignores(path, isFolder, (await ignores(root, true)) ? root : undefined);
  }

  return { ignores, ignoresIn: (root, file) => ignoresBelow(root, file, false) };
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** Larger ones were not written by a person. */
const LARGEST = 1 << 16;
/** Git's own case, by default. */
const FOLDS_CASE = process.platform === "win32" || process.platform === "darwin";

async function readRules(folder: string): Promise<Ignore | null> {
  const path = join(folder, ".gitignore");
  const size = await stat(path).then(
    (found) => (found.isFile() ? found.size : 0),
    () => 0,
  );
  if (size === 0 || size > LARGEST) return null;
  const text = await readFile(path, "utf8").catch(() => "");
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  return ignore({ ignorecase: FOLDS_CASE }).add(lines.filter((line) => isSimple(line) && isReadable(line)));
}

/** A pattern that becomes too large a regular expression, or none at all, would throw when the first path is asked for. */
function isReadable(line: string): boolean {
  try {
    ignore().add(line.replace(/^!/, "")).ignores("a");
    return true;
  } catch {
    return false;
  }
}

/** Patterns become regular expressions, which many stars in one part of a path can keep busy for ever. */
function isSimple(line: string): boolean {
  return (
    line.length <= LONGEST && line.split("/").every((part) => part.split("*").length <= MOST_STARS + 1 || part === "**")
  );
}

const MOST_STARS = 3;
/** No path is longer on Linux. */
const LONGEST = 4096;
