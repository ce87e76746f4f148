import type { CodeFile } from "../analysis/flow/code";

/** A file of the workspace as those see it that import it. Plain data. */
export interface SourceCode {
  readonly code: CodeFile;
  /** Offsets at which its lines begin, so that a place in it can be told without its text. */
  readonly lines: readonly number[];
}

/** What tells a file on disk from an earlier or a later state of it. */
export interface FileStamp {
  readonly size: number;
  /** When it was changed, in milliseconds. */
  readonly mtime: number;
  /**
   * It had been left alone for a while when it was looked at. Otherwise it may have been written again since, within what
   * the file system counts as the same moment.
   */
  readonly settled: boolean;
}

/** File systems count time in steps of two seconds at worst. */
export const SETTLES_MS = 2_000;

/** Whether nothing can have changed between two looks at a file. */
export function isSame(before: FileStamp, now: FileStamp): boolean {
  return before.settled && before.size === now.size && before.mtime === now.mtime;
}
