import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** A piece of Python under a line `# --- title`. */
export interface PlainCase {
  readonly title: string;
  /** What stands before the first case of the file, for each of them. */
  readonly head: string;
  readonly text: string;
}

/** The cases of every `*.cases.py` of a folder, by the file's name without its ending. */
export function caseFiles(folder: string): ReadonlyMap<string, readonly PlainCase[]> {
  const files = readdirSync(folder).filter((file) => file.endsWith(".cases.py"));
  return new Map(
    files.map((file) => [basename(file, ".cases.py"), splitCases(readFileSync(join(folder, file), "utf8"))]),
  );
}

export function splitCases(file: string): PlainCase[] {
  const [head = "", ...parts] = file.split(/^# --- /m);
  return parts.map((part) => {
    const [title = ""] = part.split("\n", 1);
    return { title: title.trim(), head, text: part.slice(title.length + 1) };
  });
}
