import { fortranToC } from "../../../engine/layout";
import { DTYPE_BYTES, elementCount, type Tensor } from "../../../engine/tensor";
import type { ModelInput } from "../../../readers/onnx/openRunnable";
import type { Values } from "../runtime";
import type { Feed } from "./feed";

type Bytes = Uint8Array<ArrayBuffer>;

/** A tensor of a file as an input, a batch of it in memory at a time; one in Fortran order whole. */
export function fileFeed(input: ModelInput, tensor: Tensor, label: string): Feed {
  const { dtype, shape } = tensor;
  return {
    input,
    label,
    source: label,
    random: false,
    dtype,
    shape,
    usualBatch: null,
    batches: (size) => batchesOf(tensor, size),
  };
}

async function* batchesOf(tensor: Tensor, size: number): AsyncGenerator<Values, void> {
  const { dtype, shape } = tensor;
  const perExample = elementCount(shape.slice(1)) * DTYPE_BYTES[dtype];
  const examples = shape[0] ?? 1;
  let first = 0;
  const next = () => Math.min(size, examples - first);
  let [batch, filled]: [Bytes, number] = [new Uint8Array(next() * perExample), 0];
  for await (const chunk of inCOrder(tensor)) {
    for (let taken = 0; taken < chunk.length; ) {
      const piece = chunk.subarray(taken, taken + batch.length - filled);
      batch.set(piece, filled);
      taken += piece.length;
      filled += piece.length;
      if (filled < batch.length) continue;
      const count = next();
      yield { dtype, shape: shape.length === 0 ? shape : [count, ...shape.slice(1)], bytes: batch };
      first += count;
      [batch, filled] = [new Uint8Array(next() * perExample), 0];
    }
  }
}

async function* inCOrder(tensor: Tensor): AsyncGenerator<Bytes, void> {
  if (tensor.order === "C") yield* tensor.chunks();
  else yield await turned(tensor);
}

async function turned({ dtype, shape, chunks }: Tensor): Promise<Bytes> {
  const width = DTYPE_BYTES[dtype];
  const whole = new Uint8Array(elementCount(shape) * width);
  let start = 0;
  for await (const chunk of chunks()) {
    const count = chunk.length / width;
    for (let i = 0; i < count; i++) {
      whole.set(chunk.subarray(i * width, (i + 1) * width), fortranToC(shape, start + i) * width);
    }
    start += count;
  }
  return whole;
}
