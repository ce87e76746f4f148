import type { CodeFile } from "./code";
import type { FilesAround } from "./walk";

/**
 * Finds modules among files as Python does: relative to the importing file's package; otherwise beside the importing file,
 * in the folders above it, and in `src` of those. Paths have slashes and no leading one.
 *
 * @param path the file at hand
 * @param has whether there is a file of a path
 * @param read its code; null for a file that cannot be read or is not to be followed
 */
export function moduleFiles(
  path: string,
  has: (path: string) => boolean,
  read: (path: string) => CodeFile | null,
): FilesAround {
  const open = (found: string | undefined) => {
    const code = found === undefined ? null : read(found);
    return code && { path: found!, code };
  };
  return {
    path,
    find(module, from) {
      const dots = /^\.*/.exec(module)![0].length;
      const parts = module.slice(dots).split(".").filter(Boolean);
      if (parts.length > MOST_PARTS) return null;
      const folders =
        dots > 0 ? upwards(folderOf(from)).slice(dots - 1, dots) : upwards(folderOf(from)).flatMap(withSource);
      return open(folders.flatMap((folder) => filesOf(folder, parts)).find(has));
    },
  };
}

const MOST_PARTS = 12;

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** A folder and those above it, the workspace's own last. */
function upwards(folder: string): string[] {
  const folders = [folder];
  for (let at = folder; at !== ""; ) {
    at = folderOf(at);
    folders.push(at);
  }
  return folders;
}

function withSource(folder: string): string[] {
  return [folder, folder === "" ? "src" : `${folder}/src`];
}

function filesOf(folder: string, parts: readonly string[]): string[] {
  const stem = [folder, ...parts].filter(Boolean).join("/");
  return parts.length === 0 ? [`${stem}/__init__.py`] : [`${stem}.py`, `${stem}/__init__.py`];
}
