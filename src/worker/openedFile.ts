import type { AboutPath } from "../protocol/hostFiles";

/** A file that is open. */
export interface OpenedFile {
  readonly about: AboutPath;
  /** By which it is told from a file that stood at the same path before. */
  readonly identity: FileIdentity;
  /** Fills as much of `into` as it can, and says how much: 0 at the file's end. */
  read(into: Uint8Array<ArrayBuffer>, at: number): Promise<number>;
  readSync(into: Uint8Array, at: number): number;
  close(): Promise<void>;
}

export interface FileIdentity {
  readonly inode: number;
  readonly birthtimeMs: number;
  readonly ctimeMs: number;
}
