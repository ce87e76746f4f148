import type { PlacedHover } from "./hoverText";
import { layerHover } from "./layerHover";
import { modeHover } from "./modeHover";
import { modelHover, type Surroundings } from "./modelHover";
import type { ParsedPython } from "./parse";

/** What there is to say about the name at an offset; null where there is nothing, or it is not sure. */
export function hoverAt(file: ParsedPython, offset: number, around?: Surroundings): PlacedHover | null {
  return nameHover(file, offset) ?? modelHover(file, offset, around);
}

/** The same of what a name means whatever runs: a layer, or what switches a mode. */
export function nameHover(file: ParsedPython, offset: number): PlacedHover | null {
  return layerHover(file, offset) ?? modeHover(file, offset);
}
