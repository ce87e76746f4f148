import type { ParsedPython, PythonParser } from "./parse";

/** A text that changes. */
export interface TextVersion {
  readonly id: string;
  /** Another one for another text. */
  readonly key: string;
  text(): string;
}

/** Parsed files by the id of their text. A file is good for as long as its key stays the same. */
export interface ParseCache {
  /** Null where the parser gives up on the text, which is not tried again. */
  get(version: TextVersion, parser: PythonParser): ParsedPython | null;
  drop(id: string): void;
  clear(): void;
}

interface Entry {
  readonly key: string;
  readonly file: ParsedPython | null;
}

/** Trees live in WebAssembly memory, which no garbage collector sees: few are kept, and each is freed. */
const MOST_FILES = 8;

export function createParseCache(): ParseCache {
  const entries = new Map<string, Entry>();
  const remove = (id: string) => {
    entries.get(id)?.file?.dispose();
    entries.delete(id);
  };
  return {
    get({ id, key, text }, parser) {
      const known = entries.get(id);
      if (known?.key === key) return known.file;
      entries.delete(id);
      const oldest = entries.keys().next();
      if (entries.size >= MOST_FILES && !oldest.done) remove(oldest.value);
      const entry = { key, file: parser.parse(text(), known?.file) };
      entries.set(id, entry);
      return entry.file;
    },
    drop: remove,
    clear: () => {
      for (const id of [...entries.keys()]) remove(id);
    },
  };
}
