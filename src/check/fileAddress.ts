import { pathToFileURL } from "node:url";

/** The address of a file by its absolute path. */
export function fileAddress(path: string): string {
  return pathToFileURL(path).href;
}
