import { basename } from "node:path";
import * as vscode from "vscode";

/** The output channel "Normscope", which remembers what it was told last, for a report of a problem. */
export interface Log extends vscode.LogOutputChannel {
  /** The last lines, the oldest first. */
  lastLines(): readonly string[];
  /** Names of files and folders that lines may hold. */
  names(): ReadonlySet<string>;
  /** Tells what was done with some files, and how long it took: names alone, nothing of what is in them. */
  job(what: string, paths: readonly string[], milliseconds: number, failure?: Error): void;
}

const MOST_LINES = 200;
const MOST_NAMES = 2000;
const LEVELS = ["debug", "info", "warn", "error"] as const;

export function createLog(): Log {
  const channel = vscode.window.createOutputChannel("Normscope", { log: true });
  const lines: string[] = [];
  const names = new Set<string>();
  const keep = (level: string, message: string | Error, args: readonly unknown[]) => {
    const text = [message, ...args].map((part) =>
      part instanceof Error ? (part.stack ?? part.message) : String(part),
    );
    lines.push(`${new Date().toISOString()} [${level}] ${text.join(" ")}`);
    if (lines.length > MOST_LINES) lines.shift();
  };
  const tell = (level: (typeof LEVELS)[number]) => ({
    value: (message: string, ...args: unknown[]) => {
      keep(level, message, args);
      channel[level](message, ...args);
    },
  });
  const log: Log = Object.create(channel, {
    ...Object.fromEntries(LEVELS.map((level) => [level, tell(level)])),
    lastLines: { value: () => lines },
    names: { value: () => names },
    job: {
      value: (what: string, paths: readonly string[], milliseconds: number, failure?: Error) => {
        for (const path of paths) if (names.size < MOST_NAMES) names.add(basename(path));
        const of = paths.map((path) => basename(path)).join(", ");
        const line = `${what} of ${of}: ${failure ? "failed after" : "done in"} ${Math.round(milliseconds)} ms`;
        if (failure) log.warn(line, failure.stack ?? failure.message);
        else log.info(line);
      },
    },
  });
  return log;
}
