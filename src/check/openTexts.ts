import type { ParsedPython, PythonParser } from "../analysis/parse";
import { createParseCache } from "../analysis/parseCache";
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

/** What is asked about texts that are open. */
export interface OpenTexts {
  /** Asks something of a text and the files around it as they are now; null where the parser gives up on it. */
  read<T>(open: OpenText, read: (parsed: ParsedPython, imports: Imports) => T): T | null;
}

/** Of the last texts, only what has changed is parsed. */
export function createOpenTexts(parser: PythonParser, storeOf: (project: OpenText["project"]) => CodeStore): OpenTexts {
  const parsed = createParseCache();
  return {
    read({ project, path, text, unsaved }, read) {
      const store = storeOf(project);
      store.refresh();
      store.overlay(unsaved);
      const file = parsed.get({ id: `${project.root}\0${path}`, key: text, text: () => text }, parser);
      return file && read(file, store.around(path));
    },
  };
}
