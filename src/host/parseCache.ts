import type { ParsedPython, PythonParser } from "../analysis/parse";
import type { PythonSource } from "./pythonSource";

/** Parsed files by the id of their source. A file is good for as long as its source's key stays the same. */
export interface ParseCache {
  /** Null where the parser gives up on the text, which is not tried again. */
  get(source: PythonSource, parser: PythonParser): ParsedPython | null;
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
    get(source, parser) {
      const known = entries.get(source.id);
      if (known?.key === source.key) return known.file;
      entries.delete(source.id);
      const oldest = entries.keys().next();
      if (entries.size >= MOST_FILES && !oldest.done) remove(oldest.value);
      const entry = { key: source.key, file: parser.parse(source.text(), known?.file) };
      entries.set(source.id, entry);
      return entry.file;
    },
    drop: remove,
    clear: () => {
      for (const id of [...entries.keys()]) remove(id);
    },
  };
}
