import type { ParsedPython, PythonParser } from "../analysis/parse";
import type { CheckProject } from "./checkPath";
import type { CodeStore, Imports, UnsavedText } from "./codeStore";

/** A text that is open in the editor, with the files that it may import. */
export interface OpenText {
  readonly project: Pick<CheckProject, "root" | "cache">;
  /** From the root on, with slashes. */
  readonly path: string;
  readonly text: string;
  /** What is open and not saved, by paths from the root on. */
  readonly unsaved: readonly UnsavedText[];
}

/** Asks something of a text and the files around it as they are now; null where the parser gives up on it. */
export function readOpen<T>(
  { path, text, unsaved }: OpenText,
  parser: PythonParser,
  store: CodeStore,
  read: (parsed: ParsedPython, imports: Imports) => T,
): T | null {
  store.refresh();
  store.overlay(unsaved);
  const parsed = parser.parse(text);
  if (!parsed) return null;
  try {
    return read(parsed, store.around(path));
  } finally {
    parsed.dispose();
  }
}
