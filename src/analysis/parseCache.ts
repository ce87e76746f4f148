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

/**
 * Trees live in WebAssembly memory, which no garbage collector sees: few are kept, and each is freed. A tree and its copy take
 * about a hundred times as much as the text.
 */
const MOST_FILES = 8;
const MOST_CHARACTERS = 1_500_000;

export function createParseCache(): ParseCache {
  const entries = new Map<string, Entry>();
  const remove = (id: string) => {
    entries.get(id)?.file?.dispose();
    entries.delete(id);
  };
  /** What was asked for last stays as long as anything does. */
  const makeRoom = (characters: number) => {
    const lengths = [...entries].map(([id, { file }]) => ({ id, length: file?.text.length ?? 0 }));
    let [count, sum] = [entries.size + 1, lengths.reduce((all, { length }) => all + length, characters)];
    for (const { id, length } of lengths) {
      if (count <= MOST_FILES && sum <= MOST_CHARACTERS) return;
      remove(id);
      [count, sum] = [count - 1, sum - length];
    }
  };
  return {
    get({ id, key, text }, parser) {
      const known = entries.get(id);
      if (known?.key === key) return known.file;
      entries.delete(id);
      const now = text();
      makeRoom(now.length);
      const entry = { key, file: parser.parse(now, known?.file) };
      entries.set(id, entry);
      return entry.file;
    },
    drop: remove,
    clear: () => {
      for (const id of [...entries.keys()]) remove(id);
    },
  };
}
