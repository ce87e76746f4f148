import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { quoteName } from "../readers/quoteName";
import { reason } from "../readers/reason";

/**
 * Writes a file that is there once all of it is. What stood there before is replaced then; where writing fails, or the
 * program ends meanwhile, it stays as it was.
 *
 * @param write is handed the file, which has another name until then
 * @throws in one line that names the file
 */
export async function writeWhole(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const unfinished = join(dirname(path), `.normscope-${randomUUID()}`);
  const leave = () => rmSync(unfinished, { force: true });
  process.once("exit", leave);
  try {
    const file = await open(unfinished, "wx");
    try {
      await write(file);
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw cannotBeWritten(path, error);
  } finally {
    process.off("exit", leave);
  }
}

/** The error of a file that could not be written, in one line that names it. */
export function cannotBeWritten(path: string, error: unknown): Error {
  return new Error(`${quoteName(basename(path))}: cannot be written (${reason(error)})`, { cause: error });
}
