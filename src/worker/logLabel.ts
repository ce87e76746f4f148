import { basename } from "node:path";
import { quoteName } from "../readers/quoteName";

/** What messages call a log: its name, with its run's before it. */
export function logLabel(run: string, path: string): string {
  return quoteName([run, basename(path)].filter(Boolean).join("/"));
}
