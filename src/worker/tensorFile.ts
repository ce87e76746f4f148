import { dirname, join } from "node:path";
import type { Dtype, Tensor } from "../engine/tensor";
import { openTensors } from "../readers/openTensors";
import { inflate } from "./inflate";
import { createOpenFiles } from "./openFiles";

/** A file on disk that holds tensors. */
export interface TensorFile {
  readonly path: string;
  /** What messages call it. */
  readonly name: string;
  readonly assumeDtype?: Dtype | undefined;
}

/**
 * Opens a file's tensors for as long as `use` takes.
 *
 * @throws in one line that names the file
 */
export async function withTensors<T>(
  { path, name, assumeDtype }: TensorFile,
  use: (tensors: readonly Tensor[]) => Promise<T>,
): Promise<T> {
  const files = createOpenFiles();
  try {
    const source = await files.open(path).catch((error: Error) => {
      throw new Error(`${name}: cannot be opened (${error.message})`);
    });
    const tensors = await openTensors(source, name, {
      ...(assumeDtype ? { assumeDtype } : {}),
      openSibling: (sibling) => files.open(join(dirname(path), sibling)),
      inflateRaw: inflate,
    });
    return await use(tensors);
  } finally {
    await files.close();
  }
}
