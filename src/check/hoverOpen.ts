import type { PlacedHover } from "../analysis/hoverText";
import { type HoverCell, modelHover } from "../analysis/modelHover";
import type { PythonParser } from "../analysis/parse";
import type { CodeStore } from "./codeStore";
import { type OpenText, readOpen } from "./openText";

/** A place in a text at which a model may be read. */
export interface OpenPlace extends OpenText {
  /** In UTF-16 code units. */
  readonly offset: number;
  /** Those of a notebook; none of a file. */
  readonly cells: readonly HoverCell[];
}

/** The mode that a model is in there, with the files that the text imports; null where it is no model, or that is not sure. */
export function hoverOpen(open: OpenPlace, parser: PythonParser, store: CodeStore): PlacedHover | null {
  const { offset, cells } = open;
  return readOpen(open, parser, store, (parsed, { files }) => modelHover(parsed, offset, { files, cells }));
}
