import { chooseChannelAxis } from "../engine/layout";
import { type BatchSizeOptions, batchSizeSensitivity } from "../engine/whatIf/batchSize";
import { sumExamples } from "../engine/whatIf/exampleSums";
import type { BatchSizeSensitivity } from "../engine/whatIf/sensitivity";
import { quoteName } from "../readers/quoteName";
import { chooseActivations } from "./chooseActivations";
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

/**
 * @param onBytes told how many bytes have been read since it was last told
 * @param onShare told, after that, what share of the draws is done; they wait for what is returned
 * @throws in one line that names the file, where it does not hold such a tensor
 */
export function batchSizeOf(
  request: BatchSizeRequest,
  onBytes: (bytes: number) => void = () => {},
  onShare: (share: number) => void | Promise<void> = () => {},
): Promise<BatchSizeOfTensor> {
  const { file, channelAxis: asked } = request;
  return withTensors(file, async (tensors) => {
    const tensor = chooseActivations(tensors, request);
    const { name, dtype, shape } = tensor;
    try {
      const channelAxis = chooseChannelAxis(shape, asked);
      const sums = await sumExamples(tensor, channelAxis, onBytes);
      return {
        name,
        dtype,
        shape,
        channelAxis: channelAxis!,
        sensitivity: await batchSizeSensitivity(sums, shape, channelAxis!, request, onShare),
      };
    } catch (error) {
      throw new Error(`${file.name}: ${quoteName(name)}: ${(error as Error).message}`);
    }
  });
}
