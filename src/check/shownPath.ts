import { isAbsolute, relative, sep } from "node:path";

/** A path as it is printed: from the current folder on where it lies below it, else whole; with "/" on every system. */
export function shownPath(path: string): string {
  const below = relative(process.cwd(), path);
  return (below.startsWith("..") || isAbsolute(below) ? path : below).split(sep).join("/");
}
