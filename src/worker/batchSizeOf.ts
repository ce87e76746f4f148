import { chooseChannelAxis, parameterAxis } from "../engine/layout";
import type { Tensor } from "../engine/tensor";
import { type BatchSizeOptions, type BatchSizeSensitivity, batchSizeSensitivity } from "../engine/whatIf/batchSize";
import { sumExamples } from "../engine/whatIf/exampleSums";
import { quoteName } from "../readers/quoteName";
import { type TensorFile, withTensors } from "./tensorFile";

export interface BatchSizeRequest extends BatchSizeOptions {
  readonly file: TensorFile;
  /** The tensor's name; unless given, the file must hold one that activations could be. */
  readonly tensor?: string | undefined;
  /** Negative counts from the end; unless given, 1. */
  readonly channelAxis?: number | undefined;
}

/** What batch size does to a layer, of whose activations a file holds some. */
export interface BatchSizeOfTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly channelAxis: number;
  readonly sensitivity: BatchSizeSensitivity;
}

/** @throws in one line that names the file, where it does not hold such a tensor */
export function batchSizeOf(request: BatchSizeRequest): Promise<BatchSizeOfTensor> {
  const { file, channelAxis: asked } = request;
  return withTensors(file, async (tensors) => {
    const tensor = chooseTensor(tensors, request);
    const { name, dtype, shape } = tensor;
    try {
      const channelAxis = chooseChannelAxis(shape, asked);
      const sums = await sumExamples(tensor, channelAxis);
      return {
        name,
        dtype,
        shape,
        channelAxis: channelAxis!,
        sensitivity: batchSizeSensitivity(sums, shape, channelAxis!, request),
      };
    } catch (error) {
      throw new Error(`${file.name}: ${quoteName(name)}: ${(error as Error).message}`);
    }
  });
}

const SHOWN = 8;

function chooseTensor(tensors: readonly Tensor[], { file, tensor: asked }: BatchSizeRequest): Tensor {
  const named = tensors.find(({ name }) => name === asked);
  if (named) return named;
  const possible = tensors.filter(({ name, shape }) => shape.length > 1 && parameterAxis(name, shape) === undefined);
  const names = possible.slice(0, SHOWN).map(({ name }) => quoteName(name));
  const list = `${names.join(", ")}${possible.length > SHOWN ? " …" : ""}`;
  if (asked !== undefined) {
    const others = possible.length > 0 ? `; it holds ${list}` : "";
    throw new Error(`${file.name}: holds no tensor '${quoteName(asked)}' whose values can be read${others}`);
  }
  if (possible.length === 1) return possible[0]!;
  throw new Error(
    possible.length === 0
      ? `${file.name}: holds no tensor of examples and channels`
      : `${file.name}: holds ${possible.length} tensors (${list}), of which --tensor chooses one`,
  );
}
