import { createMemory, instantiate } from "./instantiate";
import { createKernelArrays } from "./kernelArrays";
import type { LabKernels } from "./labKernels";
import type { NormExports } from "./normExports";
import { normKernelsOn } from "./normWasm";

type Pointer = number;

/** The export of assembly/multiply.ts; strides are in bytes. */
interface MultiplyExports {
  multiply32(
    a: Pointer,
    aRow: number,
    aColumn: number,
    b: Pointer,
    c: Pointer,
    rows: number,
    inner: number,
    columns: number,
    add: number,
  ): void;
}

const FLOAT32_BYTES = 4;

/**
 * The kernels of networks, compiled, on memory of their own; products are of float32 alone.
 *
 * @param bytes memory for all arrays that will be asked for, and 64 KiB more
 */
export function createLabWasm(bytes: number): LabKernels {
  const instance = instantiate<NormExports & MultiplyExports>(createMemory(bytes));
  const arrays = createKernelArrays(instance.memory);
  return {
    ...normKernelsOn(instance, arrays),
    borrowNow: arrays.borrowNow,
    clear: arrays.clear,

    multiply(a, b, c, { rows, inner, columns }, add) {
      const [left, right, result] = [a.values, b, c].map(arrays.placeOf);
      const strides = [a.row * FLOAT32_BYTES, a.column * FLOAT32_BYTES] as const;
      instance.exports.multiply32(left!, ...strides, right!, result!, rows, inner, columns, Number(add));
    },
  };
}
