/** A file, as readers see it: no path, no Node, no VS Code. */
export interface ByteSource {
  readonly size: number;
  /** The bytes [start, end) in a buffer of their own; rejects where the range leaves the file. */
  read(start: number, end: number): Promise<ArrayBuffer>;
  /** Fills `into` with the bytes from `start` on; rejects where they leave the file. Only where that saves a copy. */
  readInto?(into: Uint8Array<ArrayBuffer>, start: number): Promise<void>;
  /** As `readInto`, at once: for libraries that cannot wait (HDF5). Throws where the range leaves the file. */
  readSync?(into: Uint8Array, start: number): void;
}
