import { constants, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { reason } from "../readers/reason";

/** Opening a pipe would wait for whoever writes to it, for ever where nobody does. Windows has no such thing. */
const WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file to be read; to be closed.
 *
 * @throws the bare reason, where the path is no ordinary, readable file
 */
export async function openOrdinary(path: string): Promise<{ readonly handle: FileHandle; readonly stat: Stats }> {
  const handle = await open(path, WITHOUT_WAITING).catch((error) => {
    throw new Error(reason(error));
  });
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new Error(stat.isDirectory() ? "it is a folder" : "not an ordinary file");
    return { handle, stat };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
