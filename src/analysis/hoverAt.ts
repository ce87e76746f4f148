import type { PlacedHover } from "./hoverText";
import { layerHover } from "./layerHover";
import { modeHover } from "./modeHover";
import { modelHover, type Surroundings } from "./modelHover";
import type { ParsedPython } from "./parse";

/** What there is to say about the name at an offset; null where there is nothing, or it is not sure. */
export function hoverAt(file: ParsedPython, offset: number, around?: Surroundings): PlacedHover | null {
  return layerHover(file, offset) ?? modeHover(file, offset) ?? modelHover(file, offset, around);
}
