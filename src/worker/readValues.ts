import { DTYPE_BYTES, elementCount, type Tensor } from "../engine/tensor";
import { fillValues } from "./fillValues";

/** The first whole examples of a tensor. */
export interface ReadValues {
  readonly values: Float32Array | Float64Array;
  /** Its first axis may be shorter than the tensor's. */
  readonly shape: readonly number[];
}

/**
 * Reads a tensor's values in C order: as float64 where the dtype is wider than float32 can hold, else as float32.
 *
 * @param most values to read at most; whole examples, that is entries of the first axis, are left out beyond
 * @param allocate makes the array that is filled
 * @throws where not even one example fits, or where a tensor in Fortran order does not fit whole
 */
export async function readValues(
  tensor: Tensor,
  most: number,
  allocate: (kind: "float32" | "float64", length: number) => Float32Array | Float64Array,
): Promise<ReadValues> {
  const { shape, dtype, order } = tensor;
  const perExample = elementCount(shape.slice(1));
  const examples = Math.min(shape[0]!, Math.floor(most / Math.max(1, perExample)));
  if (examples < 1 && shape[0]! > 0) {
    throw new Error(`one example has ${perExample} values, but at most ${most} are compared`);
  }
  if (order === "F" && examples < shape[0]!) {
    throw new Error(`${elementCount(shape)} values in Fortran order, of which at most ${most} are compared`);
  }
  const kind = DTYPE_BYTES[dtype] <= 2 || dtype === "float32" ? "float32" : "float64";
  const values = allocate(kind, examples * perExample);
  await fillValues(tensor, values);
  return { values: values, shape: [examples, ...shape.slice(1)] };
}
