import { decoderOf } from "../engine/decode";
import { fortranToC } from "../engine/layout";
import { DTYPE_BYTES, type Tensor } from "../engine/tensor";

/** Reads a tensor's values in C order, until `into` is full: it may hold fewer where the tensor is stored so. */
export async function fillValues(
  { dtype, order, shape, chunks }: Tensor,
  into: Float32Array | Float64Array,
): Promise<void> {
  const decode = decoderOf(dtype);
  let block = new Float64Array(0);
  let start = 0;
  for await (const chunk of chunks()) {
    const count = Math.min(chunk.length / DTYPE_BYTES[dtype], into.length - start);
    if (block.length < count) block = new Float64Array(count);
    decode(chunk, 0, count, block, 0);
    if (order === "C") into.set(block.subarray(0, count), start);
    else for (let i = 0; i < count; i++) into[fortranToC(shape, start + i)] = block[i]!;
    start += count;
    if (start === into.length) return;
  }
}
