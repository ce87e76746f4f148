import { basename } from "node:path";
import { DTYPE_BYTES, elementCount, type Tensor } from "../engine/tensor";
import type { FileRequest, ListedTensor, TensorListing } from "../protocol/engineApi";
import { quoteName } from "../readers/quoteName";
import { withContents } from "./tensorFile";

/** What a file holds. Reads its headers only. @throws in one line that names the file */
export function listTensors({ path, assumeDtype }: FileRequest): Promise<TensorListing> {
  const name = basename(path);
  return withContents({ path, name: quoteName(name), assumeDtype }, async ({ format, facts, tensors, closed }) => {
    const listed: ListedTensor[] = [
      ...tensors.map(listedTensor),
      ...closed.map(({ reason, ...tensor }) => ({ ...tensor, role: null, closed: reason })),
    ];
    const bytes = listed.reduce((sum, tensor) => sum + tensor.bytes, 0);
    return { name, format, bytes, facts, tensors: listed };
  });
}

function listedTensor({ name, dtype, shape, role }: Tensor): ListedTensor {
  return { name, dtype, shape, bytes: elementCount(shape) * DTYPE_BYTES[dtype], role: role ?? null, closed: null };
}
