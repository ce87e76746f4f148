import { lineAt } from "../analysis/checking/textLines";
import type { CallPlace } from "../analysis/places/possible";
import type { CodeStore } from "./codeStore";

/** A place in a file, by its path from the root on; lines and UTF-16 columns count from 0. */
export interface LineRange {
  readonly file: string;
  readonly start: readonly [line: number, column: number];
  readonly end: readonly [line: number, column: number];
}

/** A file that has gone meanwhile has a single line. */
export function lineRange({ file, start, end }: CallPlace, store: Pick<CodeStore, "linesOf">): LineRange {
  const lines = store.linesOf(file) ?? [0];
  const at = (offset: number): [number, number] => {
    const line = lineAt(lines, offset);
    return [line, offset - lines[line]!];
  };
  return { file, start: at(start), end: at(end) };
}
