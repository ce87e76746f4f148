import { realpath, stat, writeFile } from "node:fs/promises";
import { cannotBeWritten, writeWhole } from "../worker/writeWhole";
import { watched } from "./watched";

/**
 * Prints a text, or writes it to a file; what would command a terminal is written as an escape.
 *
 * @throws in one line that names the file
 */
export async function print(text: string, out?: string): Promise<void> {
  const whole = text === "" ? "" : `${printable(text)}\n`;
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

/** One line for standard error. */
export function complain(message: string): void {
  console.error(`normscope: ${printable(message.replace(/\s*\n\s*/g, " "))}`);
}

/**
 * A text without what commands a terminal, hides or turns the text around it: such characters are written as JSON
 * escapes, so that JSON stays the same data.
 */
export function printable(text: string): string {
  return text.replace(UNSEEN, (found) => found.split("").map(escaped).join(""));
}

const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
