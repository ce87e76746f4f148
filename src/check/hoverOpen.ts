import type { PlacedHover } from "../analysis/hoverText";
import { type HoverCell, modelHover } from "../analysis/modelHover";
import type { OpenText, OpenTexts } from "./openTexts";

/** A place in a text at which a model may be read. */
export interface OpenPlace extends OpenText {
  /** In UTF-16 code units. */
  readonly offset: number;
  /** Those of a notebook; none of a file. */
  readonly cells: readonly HoverCell[];
}

/** The mode that a model is in there, with the files that the text imports; null where it is no model, or that is not sure. */
export function hoverOpen(open: OpenPlace, texts: OpenTexts): PlacedHover | null {
  const { offset, cells } = open;
  return texts.read(open, (parsed, { files }) => modelHover(parsed, offset, { files, cells }));
}
