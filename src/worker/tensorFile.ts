import { dirname, join } from "node:path";
import type { Dtype, Tensor } from "../engine/tensor";
import type { FileContents } from "../readers/fileContents";
import { openTensors } from "../readers/openTensors";
import { inflate } from "./inflate";
import { loadHdf5 } from "./loadHdf5";
import { createOpenFiles } from "./openFiles";

/** A file on disk that holds tensors. */
export interface TensorFile {
  readonly path: string;
  /** What messages call it. */
  readonly name: string;
  readonly assumeDtype?: Dtype | undefined;
}

/** Opens a file's tensors for as long as `use` takes. @throws as `withContents` */
export function withTensors<T>(file: TensorFile, use: (tensors: readonly Tensor[]) => Promise<T>): Promise<T> {
  return withContents(file, ({ tensors }) => use(tensors));
}

/**
 * Opens a file for as long as `use` takes.
 *
 * @throws in one line that names the file
 */
export async function withContents<T>(
  { path, name, assumeDtype }: TensorFile,
  use: (contents: FileContents) => Promise<T>,
): Promise<T> {
  const files = createOpenFiles();
  try {
    const source = await files.open(path).catch((error: Error) => {
      throw new Error(`${name}: cannot be opened (${error.message})`);
    });
    const contents = await openTensors(source, name, {
      ...(assumeDtype ? { assumeDtype } : {}),
      openSibling: (sibling) => files.open(join(dirname(path), sibling)),
      inflateRaw: inflate,
      loadHdf5,
    });
    return await use(contents);
  } finally {
    await files.close();
  }
}
