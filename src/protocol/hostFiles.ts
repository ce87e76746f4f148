/** What a path leads to. */
export interface AboutPath {
  readonly kind: "file" | "folder" | "other";
  readonly size: number;
  /** Of the last change, in milliseconds since 1970. */
  readonly mtimeMs: number;
}

export interface FolderEntry {
  readonly name: string;
  readonly kind: AboutPath["kind"];
}

/** What a worker in a browser asks its host for, which alone has files there. Calls reject with the bare reason. */
export interface HostFiles {
  about(path: string): Promise<AboutPath>;
  list(folder: string): Promise<readonly FolderEntry[]>;
  /** A whole file. */
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
}
