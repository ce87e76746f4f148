import type { Built, BuiltPlaces } from "./modulePath";
import type { CallPlace } from "./possible";

/** The paths that some code builds. */
export interface PathsBuilt {
  /** Constructed by a call in it. */
  readonly here: readonly Built[];
  /** Part of what a call in it constructs. */
  readonly within: readonly Built[];
}

/**
 * The way back: the paths of a run that a place in code builds, a line or the call at the cursor.
 *
 * @param place an offset in a file, or a range; what it touches counts
 */
export function pathsAt({ places }: BuiltPlaces, place: CallPlace): PathsBuilt {
  const exact = places.filter((one): one is Built => one.kind === "exact");
  const here = exact.filter((one) => begins(one.place, place));
  const within = exact.filter((one) => !here.includes(one) && one.through.some((outer) => begins(outer, place)));
  return { here, within };
}

/** A call belongs to the line that it begins on; a place inside of it belongs to it, too. */
function begins(call: CallPlace, { file, start, end }: CallPlace): boolean {
  if (call.file !== file) return false;
  return (start <= call.start && call.start < Math.max(end, start + 1)) || (call.start <= start && end <= call.end);
}
