import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** As many as are listed in a moment. */
const MOST_FOLDERS = 300;
const OTHERS: ReadonlySet<string> = new Set(["node_modules", "site-packages", "__pycache__"]);

/**
 * Folders with training runs' logs near the top of a folder, the upper ones first. VS Code's own search finds all, but takes
 * a second where nothing was searched for before.
 *
 * @param most how many folders to look into
 */
export async function nearbyLogs(root: string, most = MOST_FOLDERS): Promise<readonly string[]> {
  const found: string[] = [];
  let left = most;
  for (let level = [root]; level.length > 0; ) {
    const looked = level.slice(0, left);
    left -= looked.length;
    const listed = await Promise.all(looked.map(entriesOf));
    for (const [i, entries] of listed.entries())
      if (entries.some((entry) => entry.isFile() && /\.normlog$/i.test(entry.name))) found.push(looked[i]!);
    level = listed.flatMap((entries, i) => entries.filter(isWanted).map(({ name }) => join(looked[i]!, name)));
  }
  return found;
}

/** A folder that may not be read holds nothing. */
function entriesOf(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}

function isWanted(entry: Dirent): boolean {
  return entry.isDirectory() && !entry.name.startsWith(".") && !OTHERS.has(entry.name);
}
