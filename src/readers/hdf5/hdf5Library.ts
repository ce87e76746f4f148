/** What is used of the HDF5 library: functions of h5wasm 0.10.3, with numbers of files as bigint. */
export interface Hdf5Functions {
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  readonly FS: Hdf5FileSystem;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  open(path: string, mode: number, trackOrder: boolean, lowest: number, highest: number): bigint;
  close_file(file: bigint): number;
  get_names(file: bigint, path: string, recursive: boolean): readonly string[];
  get_symbolic_link(file: bigint, path: string): string | null;
  get_external_link(file: bigint, path: string): { readonly filename?: string };
  /** The address of the object's header; all zero where there is no such object. */
  create_object_reference(file: bigint, path: string): ArrayLike<number>;
  get_dataset_data(
    file: bigint,
    path: string,
    count: readonly bigint[],
    offset: readonly bigint[],
    strides: readonly bigint[],
    pointer: bigint,
  ): number;
}

/** Emscripten's file system in memory. */
export interface Hdf5FileSystem {
  open(path: string | Hdf5Node, ...rest: readonly unknown[]): unknown;
  writeFile(path: string, bytes: Uint8Array): void;
  unlink(path: string): void;
  lookupPath(path: string): { readonly node: Hdf5Node };
}

export interface Hdf5Node {
  stream_ops: Hdf5StreamOperations;
  node_ops: { getattr(node: Hdf5Node): object };
}

export interface Hdf5Stream {
  position: number;
}

export interface Hdf5StreamOperations {
  llseek(stream: Hdf5Stream, offset: number, whence: number): number;
  read(stream: Hdf5Stream, into: Uint8Array, offset: number, length: number, position: number): number;
}

/** A library in a memory of its own, so that what a damaged file does to one is gone with it. */
export interface Hdf5Library {
  readonly functions: Hdf5Functions;
  /** What the library has had to say of errors since it was last asked, a line each. */
  takeMessages(): readonly string[];
}

/** Makes a library in its first state. */
export type LoadHdf5 = () => Promise<Hdf5Library>;
