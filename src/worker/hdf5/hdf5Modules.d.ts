declare module "hdf5:library" {
  import type { Hdf5Functions } from "../../readers/hdf5/hdf5Library";
  /** Emscripten's factory, with the options that are used here. */
  export function create(options: {
    noInitialRun: boolean;
    print(line: string): void;
    printErr(line: string): void;
    instantiateWasm(
      imports: Record<string, Record<string, unknown>>,
      done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ): object;
  }): Promise<Hdf5Functions>;
}
