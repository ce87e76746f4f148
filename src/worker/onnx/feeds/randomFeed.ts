import { createRandom, type Random } from "../../../engine/random";
import { DTYPE_BYTES, type Dtype, elementCount } from "../../../engine/tensor";
import type { ModelInput } from "../../../readers/onnx/openRunnable";
import { float16Code } from "../../float16Code";
import type { Values } from "../runtime";
import type { Feed } from "./feed";

export interface RandomShape {
  readonly shape: readonly number[];
  readonly seed: number;
}

/**
 * Numbers that are made up, and said to be: normal ones where the input takes floating-point numbers, any byte where it
 * takes bytes, else 0 and 1, which are among the classes and tokens of any model.
 */
export function randomFeed(input: ModelInput, dtype: Dtype, { shape, seed }: RandomShape): Feed {
  const source = `random numbers (${kindOf(dtype)}, seed ${seed})`;
  return {
    input,
    label: "random numbers",
    source,
    random: true,
    dtype,
    shape,
    usualBatch: 1,
    batches: (size) => batchesOf(dtype, shape, size, createRandom(seed)),
  };
}

function kindOf(dtype: Dtype): string {
  if (dtype.startsWith("float")) return "normal, mean 0, deviation 1";
  return DTYPE_BYTES[dtype] === 1 && dtype !== "bool" ? "any byte alike" : "0 or 1 alike";
}

async function* batchesOf(
  dtype: Dtype,
  shape: readonly number[],
  size: number,
  random: Random,
): AsyncGenerator<Values, void> {
  const examples = shape[0] ?? 1;
  for (let first = 0; first < examples; first += size) {
    const own = shape.length === 0 ? shape : [Math.min(size, examples - first), ...shape.slice(1)];
    yield { dtype, shape: own, bytes: draw(dtype, elementCount(own), random) };
  }
}

function draw(dtype: Dtype, count: number, random: Random): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(count * DTYPE_BYTES[dtype]);
  const view = new DataView(bytes.buffer);
  const width = DTYPE_BYTES[dtype];
  for (let i = 0; i < count; i++) {
    const at = i * width;
    if (dtype === "float32") view.setFloat32(at, random.normal(), true);
    else if (dtype === "float64") view.setFloat64(at, random.normal(), true);
    else if (dtype === "float16") view.setUint16(at, float16Of(random.normal()), true);
    // Whatever the width, 0 and 1 differ in the lowest byte only.
    else bytes[at] = width === 1 && dtype !== "bool" ? random.below(256) : random.below(2);
  }
  return bytes;
}

const single = new Float32Array(1);
const singleCode = new Uint32Array(single.buffer);

function float16Of(value: number): number {
  single[0] = value;
  return float16Code(singleCode[0]!);
}
