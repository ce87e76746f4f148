import { quoteName, quoteReason } from "../quoteName";
import type { Hdf5Functions, Hdf5Library, Hdf5Node, LoadHdf5 } from "./hdf5Library";
import type { SyncSource } from "./wholeSync";

/** A file that is open in the library. All is done at once: nothing else happens between. */
export interface Hdf5File {
  readonly id: bigint;
  readonly functions: Hdf5Functions;
  /**
   * Asks the library something about the object at `path`. Throws in one line where the library fails. Unless that was
   * by a `refusal`, the library is given up, and the next file gets a fresh one.
   */
  ask<T>(path: string, question: (functions: Hdf5Functions, id: bigint) => T): T;
  close(): void;
}

const READ_ONLY = 0;
const MOUNT = "/normscope-";
/** Damaged files can send the library round in circles; honest ones are listed with a fraction of this. */
const MOST_READ = { perByte: 16, atLeast: 256 << 20 };

/** Errors that the library has returned from, so that it can go on. */
const orderly = new WeakSet<Error>();

/** What to throw where the library says in an orderly way that it cannot do what it is asked. */
export function refusal(message: string): Error {
  const error = new Error(message);
  orderly.add(error);
  return error;
}

/** The library in use, by how it is loaded; left out once it was thrown out of, by itself or by what it reads. */
const inUse = new WeakMap<LoadHdf5, Promise<Hdf5Library>>();

/**
 * Opens a file in the HDF5 library, which sees that file and nothing else: no link, external storage or plug-in leads
 * to another. It reads through `source`. Whoever opens closes.
 *
 * @param budget whether reading much more than the file has is an error, as it is for a listing
 * @throws naming `label`, where there is no library, or it cannot open the file
 */
export async function openInLibrary(
  source: SyncSource,
  label: string,
  load: LoadHdf5,
  budget: boolean,
): Promise<Hdf5File> {
  const library = await (inUse.get(load) ?? loaded(load)).catch((reason: unknown) => {
    throw new Error(`${label}: the HDF5 library cannot be loaded: ${quoteReason(reason)}`);
  });
  const { functions } = library;
  const path = unguessablePath();
  const failure = mount(functions, path, source, label, budget);
  const ask = <T>(place: string, question: (functions: Hdf5Functions, id: bigint) => T, id: bigint): T => {
    library.takeMessages();
    try {
      return question(functions, id);
    } catch (error) {
      if (!orderly.has(error as Error)) inUse.delete(load);
      throw failure.of ?? new Error(`${label}: ${place}the HDF5 library fails: ${reasonOf(library, error)}`);
    }
  };
  const id = ask(
    "",
    () => {
      const opened = functions.open(path, READ_ONLY, false, -1, -1);
      if (opened >= 0n) return opened;
      functions.FS.unlink(path);
      throw refusal("it cannot be opened");
    },
    0n,
  );
  return {
    id,
    functions,
    ask: (place, question) => ask(`${quoteName(place || "/")}: `, question, id),
    close: () =>
      ask(
        "",
        () => {
          functions.close_file(id);
          functions.FS.unlink(path);
        },
        id,
      ),
  };
}

function loaded(load: LoadHdf5): Promise<Hdf5Library> {
  const library = load().then((made) => {
    isolate(made.functions);
    return made;
  });
  inUse.set(load, library);
  library.catch(() => inUse.delete(load));
  return library;
}

/** Emscripten's file system has devices (standard input among them), which no file may name. */
function isolate({ FS }: Hdf5Functions): void {
  const open = FS.open.bind(FS);
  FS.open = (path, ...rest) => {
    const isMounted = typeof path !== "string" || path.startsWith(MOUNT);
    return open(isMounted ? path : `${MOUNT}none`, ...rest);
  };
}

/** So that no file can name itself, or another that is open. */
function unguessablePath(): string {
  return `${MOUNT}${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`;
}

/** Puts `source` where the library finds it. An error of the source's is kept, since it must come out unchanged. */
function mount({ FS }: Hdf5Functions, path: string, source: SyncSource, label: string, budget: boolean) {
  const failure: { of?: unknown } = {};
  let left = budget ? MOST_READ.atLeast + source.size * MOST_READ.perByte : Number.POSITIVE_INFINITY;
  FS.writeFile(path, new Uint8Array(0));
  const { node } = FS.lookupPath(path);
  const attributes = node.node_ops.getattr;
  node.node_ops = { ...node.node_ops, getattr: (of: Hdf5Node) => ({ ...attributes(of), size: source.size }) };
  node.stream_ops = {
    llseek(stream, offset, whence) {
      const from = whence === 1 ? stream.position : whence === 2 ? source.size : 0;
      stream.position = from + offset;
      return stream.position;
    },
    read(_, into, offset, length, position) {
      const count = Math.max(0, Math.min(length, source.size - position));
      if (count === 0) return 0;
      left -= count;
      try {
        if (left < 0) throw new Error(`${label}: damaged: listing it reads its ${source.size} bytes over and over`);
        source.readSync(into.subarray(offset, offset + count), position);
      } catch (error) {
        failure.of = error;
        throw error;
      }
      return count;
    },
  };
  return failure;
}

/** The innermost of the library's messages ("#005: H5Fsuper.c line 400 in H5F__super_read(): truncated file: …"). */
function reasonOf(library: Hdf5Library, error: unknown): string {
  const said = library.takeMessages().flatMap((line) => /^\s*#\d+: .*?\(\): (.*)$/.exec(line)?.[1] ?? []);
  return said.length > 0 ? quoteReason(said.at(-1)) : quoteReason(error);
}
