import type { Dtype } from "../../engine/tensor";
import { exposing } from "./exposing";
import type { Batches } from "./feeds/batches";
import type { LoadedModel } from "./modelBytes";
import { bytesOf, type Sized } from "./passes";
import type { Runtime, Session, SessionOutput, Values } from "./runtime";

/** Which of some tensors can be handed out, and how large a batch of each is. */
export interface WishedSizes {
  readonly sized: readonly Sized[];
  /** No tensors of numbers that are profiled. */
  readonly unread: readonly string[];
  /** A session that hands all of them out, still open, where the model did not have to be run for their sizes. */
  readonly session: Session | null;
}

/**
 * Opens the model with all of some tensors as outputs, and takes their sizes from what the runtime infers; where it
 * cannot, the model is run once for the shapes alone, which takes no memory worth mentioning.
 *
 * @param isWanted by the type of a tensor
 */
export async function wishedSizes(
  runtime: Runtime,
  model: LoadedModel,
  names: readonly string[],
  batches: Batches,
  isWanted: (dtype: Dtype) => boolean,
): Promise<WishedSizes> {
  const session = await runtime.open(model.with(exposing({ values: names, shapes: [] })), batches.dims);
  const outputs = new Map(session.outputs.map((output) => [output.name, output]));
  const read = names.map((name) => outputs.get(name)!).filter(({ dtype }) => dtype !== null && isWanted(dtype));
  const unread = names.filter((name) => outputs.get(name)!.dtype === null);
  const open = read.filter(({ shape }) => shape.includes(null));
  if (open.length === 0) {
    const sized = read.map(({ name, dtype, shape }) => ({ name, bytes: bytesOf(dtype!, shape as number[]) }));
    return { sized, unread, session };
  }
  await session.close();
  const shapes = await shapesOf(runtime, model, open, batches);
  const sized = read.map(({ name, dtype, shape }) => {
    return { name, bytes: bytesOf(dtype!, shapes.get(name) ?? (shape as number[])) };
  });
  return { sized, unread, session: null };
}

const SHAPE_NAME = "normscope::shape::";

async function shapesOf(
  runtime: Runtime,
  model: LoadedModel,
  outputs: readonly SessionOutput[],
  batches: Batches,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const shapes = outputs.map(({ name }, i) => [name, `${SHAPE_NAME}${i}`] as const);
  const session = await runtime.open(model.with(exposing({ values: [], shapes })), batches.dims);
  try {
    const wanted = shapes.map(([, shape]) => shape);
    for await (const first of batches.all()) {
      const made = await session.run(first, wanted);
      return new Map(shapes.map(([name, shape]) => [name, integers(made.get(shape)!)]));
    }
    return new Map();
  } finally {
    await session.close();
  }
}

function integers({ bytes }: Values): readonly number[] {
  return Array.from(new BigInt64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8), Number);
}
