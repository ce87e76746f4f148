import { decoderOf } from "./decode";
import { DTYPE_BYTES, elementCount, type Tensor } from "./tensor";

/** Values of a tensor as float64: values[0, length), which stand in storage from index `start` on. */
export interface Slab {
  readonly values: Float64Array<ArrayBuffer>;
  readonly length: number;
  readonly start: number;
}

/** Values are summed in slabs of this many from the tensor's beginning, however its bytes arrive. */
const SLAB = 65_536;

/**
 * Decodes chunks of any size into slabs of one size, of which only the last may be shorter.
 * A slab is valid until `use` returns.
 */
export function inSlabsOf({ dtype, shape }: Tensor, use: (slab: Slab) => void) {
  const decode = decoderOf(dtype);
  const values = new Float64Array(Math.min(SLAB, Math.max(1, elementCount(shape))));
  let start = 0;
  let length = 0;
  const end = () => {
    if (length > 0) use({ values, length, start });
    start += length;
    length = 0;
  };
  const add = (bytes: Uint8Array<ArrayBuffer>) => {
    const arrived = bytes.length / DTYPE_BYTES[dtype];
    for (let first = 0; first < arrived; ) {
      const count = Math.min(arrived - first, values.length - length);
      decode(bytes, first, count, values, length);
      length += count;
      first += count;
      if (length === values.length) end();
    }
  };
  return { add, end };
}
