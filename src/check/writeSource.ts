import { randomBytes } from "node:crypto";
import { realpath, rename, stat, unlink, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Replaces a file's bytes at once: whoever reads it sees the old ones or the new ones. Links are followed, permissions
 * are kept.
 */
export async function writeSource(path: string, bytes: Uint8Array): Promise<void> {
  const target = await realpath(path);
  const { mode } = await stat(target);
  const beside = join(dirname(target), `.${basename(target)}.${randomBytes(4).toString("hex")}`);
  try {
    await writeFile(beside, bytes, { flag: "wx", mode: mode & 0o777 });
    await rename(beside, target);
  } catch (error) {
    await unlink(beside).catch(() => undefined);
    throw error;
  }
}
