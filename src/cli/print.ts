import { writeFile } from "node:fs/promises";

/** Writes to standard output, or to a file where one is named; what would command a terminal is written as an escape. */
export async function print(text: string, out?: string): Promise<void> {
  const whole = text === "" ? "" : `${printable(text)}\n`;
  if (out === undefined) process.stdout.write(whole);
  else await writeFile(out, whole);
}

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
