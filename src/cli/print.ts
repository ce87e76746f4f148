import { realpath, stat, writeFile } from "node:fs/promises";
import { cannotBeWritten, writeWhole } from "../worker/writeWhole";
import { watched } from "./watched";

/** Prints a text, or writes it to a file. @throws in one line that names the file */
export async function print(text: string, out: string | undefined): Promise<void> {
  const whole = text === "" ? "" : `${text}\n`;
  if (out === undefined) process.stdout.write(whole);
  else await writeText(out, whole);
}

/** Replaces a file by a text, or leaves it as it was; devices and pipes are written to. @throws in one line that names it */
export async function writeText(path: string, text: string): Promise<void> {
  await watched("writing", async () => {
    const target = await realpath(path).catch(() => path);
    const found = await stat(target).catch(() => null);
    const inPlace = () => writeFile(target, text).catch((error) => Promise.reject(cannotBeWritten(path, error)));
    if (found && !found.isFile()) return inPlace();
    await writeWhole(target, (file) => file.writeFile(text)).catch((error: Error) => {
      if (!found || !IRREPLACEABLE.has((error.cause as NodeJS.ErrnoException).code ?? "")) throw error;
      return inPlace();
    });
  });
}

/** A file in a folder that takes no others, or one that is mounted by itself, can only be written over. */
const IRREPLACEABLE: ReadonlySet<string> = new Set(["EACCES", "EPERM", "EROFS", "EBUSY"]);
