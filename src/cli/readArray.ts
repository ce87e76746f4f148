import { basename, resolve } from "node:path";
import type { Values } from "../engine/kernels/normKernels";
import { type Dtype, elementCount, type Tensor } from "../engine/tensor";
import { quoteName } from "../readers/quoteName";
import { shapeText } from "../readers/shapeBytes";
import { fillValues } from "../worker/fillValues";
import { withTensors } from "../worker/tensorFile";
import { advised } from "./options";

/** A file that holds one tensor of floating-point values. */
export interface ArrayFile {
  /** What messages call it: the option and the file's name. */
  readonly label: string;
  readonly path: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly assumeDtype: Dtype | undefined;
}

/** Reads what a file says of its tensor. @throws in one line, where it does not hold one that can be normalized */
export function describeArray(option: string, path: string, assumeDtype: Dtype | undefined): Promise<ArrayFile> {
  const label = `--${option} ${quoteName(basename(path))}`;
  return withOnlyTensor({ label, path, assumeDtype }, async ({ dtype, shape }) => {
    if (!dtype.includes("float")) {
      throw new Error(`holds ${dtype} values, but only floating-point ones can be normalized`);
    }
    return { label, path, dtype, shape, assumeDtype };
  });
}

/** Fills an array with a file's values, in C order. @throws in one line that names the file */
export function readArray<Array extends Values>(file: ArrayFile, into: Array): Promise<Array> {
  return withOnlyTensor(file, async (tensor) => {
    if (tensor.dtype !== file.dtype || elementCount(tensor.shape) !== into.length) {
      const [before, now] = [file, tensor].map(({ dtype, shape }) => `${shapeText(shape)} of ${dtype}`);
      throw new Error(`held ${before} when it was opened, but holds ${now} now`);
    }
    await fillValues(tensor, into);
    return into;
  });
}

async function withOnlyTensor<T>(
  { label, path, assumeDtype }: Pick<ArrayFile, "label" | "path" | "assumeDtype">,
  use: (tensor: Tensor) => Promise<T>,
): Promise<T> {
  const name = quoteName(basename(path));
  return withTensors({ path: resolve(path), name, assumeDtype }, async (tensors) => {
    if (tensors.length !== 1) {
      const names = tensors.slice(0, 3).map((tensor) => quoteName(tensor.name));
      const more = tensors.length > 3 ? " …" : "";
      throw new Error(`holds ${tensors.length} tensors (${names.join(", ")}${more}), but must hold one`);
    }
    return use(tensors[0]!);
  }).catch((error: Error) => {
    const reason = advised(error).message;
    throw new Error(`${label}: ${reason.startsWith(`${name}: `) ? reason.slice(name.length + 2) : reason}`);
  });
}
