import type { LoadHdf5 } from "./hdf5Library";
import { openInLibrary, refusal } from "./openInLibrary";
import { slabsOf } from "./slabs";
import type { SyncSource } from "./wholeSync";

/** What of a dataset the library is asked to read. */
export interface StoredInLibrary {
  readonly path: string;
  readonly shape: readonly number[];
  readonly chunk: readonly number[];
  readonly elementBytes: number;
}

/** Bytes read at a time: with the library's own copies of a chunk, some 40 MB of memory. */
const SLAB_BYTES = 8 << 20;

/**
 * The values of a dataset that is not there just so: compressed, in chunks, within its header, or never written.
 * Little-endian, in C order. The file is open in the library until the last piece has been taken.
 */
export async function* readThroughLibrary(
  source: SyncSource,
  label: string,
  load: LoadHdf5,
  { path, shape, chunk, elementBytes }: StoredInLibrary,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  if (shape.includes(0)) return;
  const file = await openInLibrary(source, label, load, false);
  let failed = true;
  try {
    for (const { offset, count } of slabsOf(shape, chunk, SLAB_BYTES / elementBytes)) {
      const bytes = count.reduce((product, size) => product * size, elementBytes);
      yield file.ask(path, (functions, id) => {
        const pointer = functions._malloc(bytes);
        if (pointer === 0) throw refusal(`no memory for ${bytes} bytes of values`);
        try {
          const strides = count.map(() => 1n);
          const [counts, offsets] = [count.map(BigInt), offset.map(BigInt)];
          if (functions.get_dataset_data(id, `/${path}`, counts, offsets, strides, BigInt(pointer)) < 0) {
            throw refusal("its values cannot be read");
          }
          return functions.HEAPU8.slice(pointer, pointer + bytes);
        } finally {
          functions._free(pointer);
        }
      });
    }
    failed = false;
  } finally {
    closeQuietly(file, failed);
  }
}

/** A library that has failed is given up with all that is open in it. */
function closeQuietly(file: { close(): void }, failed: boolean): void {
  try {
    file.close();
  } catch (error) {
    if (!failed) throw error;
  }
}
