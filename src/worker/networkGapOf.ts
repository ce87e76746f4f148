import { chooseChannelAxis } from "../engine/layout";
import type { NormLayer } from "../engine/norms/normLayer";
import { findLayer } from "../engine/norms/wrappedNames";
import { DTYPE_BYTES, elementCount, type Tensor } from "../engine/tensor";
import { sumExamples } from "../engine/whatIf/exampleSums";
import { type LayerInNetwork, type NetworkGap, networkGap, outputShift } from "../engine/whatIf/networkGap";
import { sumPairs } from "../engine/whatIf/pairSums";
import { trainEvalGap } from "../engine/whatIf/trainEvalGap";
import type { Progress } from "../protocol/engineApi";
import { quoteName, quoteNames } from "../readers/quoteName";
import { layerOfCall } from "./layerOfCall";
import { type TensorFile, withTensors } from "./tensorFile";
import { type TrainEvalGapOfLayer, type TrainEvalGapRequest, trainedBatchNorms, trainedNorm } from "./trainEvalGapOf";

export interface NetworkGapRequest
  extends Pick<TrainEvalGapRequest, "channelAxis" | "checkpoint" | "momentum" | "trainingExamples"> {
  /** Hold what entered the layers in training mode, in the order in which they ran. */
  readonly files: readonly TensorFile[];
  /** Hold what entered them in inference, of the same examples. */
  readonly inference: readonly TensorFile[];
}

/** Where a network's outputs in training and in inference part. */
export interface NetworkGapOfFiles {
  readonly layers: readonly CapturedLayer[];
  readonly network: NetworkGap;
}

export interface CapturedLayer extends TrainEvalGapOfLayer, LayerInNetwork {}

/**
 * Judges every captured tensor that has the name of a batch norm with running statistics.
 *
 * @throws in one line that names the file, where it holds no such tensor, or where files do not fit together
 */
export async function networkGapOf(
  request: NetworkGapRequest,
  onProgress: (progress: Progress) => void = () => {},
): Promise<NetworkGapOfFiles> {
  const norms = new Map((await trainedBatchNorms(request.checkpoint)).map((norm) => [norm.name, norm]));
  return withCaptured(request.files, (training) =>
    withCaptured(request.inference, async (inference) => {
      const named = normsOfTensors([...training.keys()], [...norms.keys()]);
      if (named.size === 0) throw new Error(noneMatches(request, [...training.keys()], [...norms.keys()]));
      const pairs = [...named].map(([name, norm]) => {
        const captured = training.get(name)!;
        return { ...captured, norm: norms.get(norm)!, other: otherOf(captured, inference, request.inference) };
      });
      const total = pairs.reduce((sum, pair) => sum + bytesToRead(pair), 0);
      let done = 0;
      const onBytes = (bytes: number) => {
        done += bytes;
        onProgress({ done, total });
      };
      const layers: CapturedLayer[] = [];
      for (const pair of pairs) layers.push(await judge(pair, request, onBytes));
      return { layers, network: networkGap(layers) };
    }),
  );
}

/** How many of a file's tensors have the name of a batch norm with running statistics. @throws as networkGapOf */
export async function countCapturedNorms(file: TensorFile, checkpoint: TensorFile): Promise<number> {
  const norms = (await trainedBatchNorms(checkpoint)).map(({ name }) => name);
  const names = await withTensors(file, async (tensors) => tensors.map(({ name }) => name));
  return normsOfTensors(names, norms).size;
}

/**
 * Which norm's input each tensor is, in the tensors' order; left out where that is none, or not sure. Wrappers may have put
 * names before those of either side.
 */
function normsOfTensors(tensors: readonly string[], norms: readonly string[]): ReadonlyMap<string, string> {
  const layers = [...new Set(tensors.map(layerOfCall))];
  const found = new Map<string, string>();
  for (const tensor of tensors) {
    const layer = layerOfCall(tensor);
    const norm = findLayer(norms, layer);
    // Of two layers that could be the same one, neither is sure to be.
    if (norm !== null && findLayer(layers, norm) === layer) found.set(tensor, norm);
  }
  return found;
}

interface Captured {
  readonly tensor: Tensor;
  readonly file: TensorFile;
}

interface Pair extends Captured {
  readonly norm: NormLayer;
  readonly other: Tensor | null;
}

/** Opens all files for as long as `use` takes. */
function withCaptured<T>(
  [file, ...more]: readonly TensorFile[],
  use: (captured: ReadonlyMap<string, Captured>) => Promise<T>,
  before: ReadonlyMap<string, Captured> = new Map(),
): Promise<T> {
  if (!file) return use(before);
  return withTensors(file, (tensors) => {
    const all = new Map(before);
    for (const tensor of tensors) {
      const twice = all.get(tensor.name);
      if (twice) {
        throw new Error(
          `${file.name}: holds ${quoteName(tensor.name)}, but so does ${twice.file.name}: which is meant?`,
        );
      }
      all.set(tensor.name, { tensor, file });
    }
    return withCaptured(more, use, all);
  });
}

function otherOf({ tensor }: Captured, inference: ReadonlyMap<string, Captured>, files: readonly TensorFile[]) {
  if (files.length === 0) return null;
  const other = findLayer([...inference.keys()], tensor.name);
  if (other !== null) return inference.get(other)!.tensor;
  const held = quoteNames([...inference.keys()]);
  throw new Error(
    `${files[0]!.name}: holds no '${quoteName(tensor.name)}', which was captured in training; it holds ${held}`,
  );
}

function noneMatches({ files, checkpoint }: NetworkGapRequest, tensors: readonly string[], norms: readonly string[]) {
  const [held, there] = [tensors, norms].map((names) => (names.length > 0 ? quoteNames(names) : "none"));
  return `${files[0]?.name}: holds no batch norm of ${checkpoint.name}: its tensors are ${held}, the batch norms ${there}`;
}

function bytesToRead({ tensor, other }: Pair): number {
  const bytes = ({ shape, dtype }: Tensor) => elementCount(shape) * DTYPE_BYTES[dtype];
  return other ? 2 * bytes(tensor) + bytes(other) : bytes(tensor);
}

async function judge(
  { tensor, file, norm: layer, other }: Pair,
  request: NetworkGapRequest,
  onBytes: (bytes: number) => void,
): Promise<CapturedLayer> {
  try {
    const { name, dtype, shape } = tensor;
    const { norm, ...about } = trainedNorm(layer, request);
    const axis = chooseChannelAxis(shape, request.channelAxis);
    const gap = trainEvalGap(await sumExamples(tensor, axis, onBytes), norm);
    const parts = other ? outputShift(await sumPairs(tensor, other, axis!, onBytes), norm) : null;
    return { name, dtype, shape, layer: layer.name, ...about, gap, parts };
  } catch (error) {
    throw new Error(
      `${file.name}: ${quoteName(tensor.name)}, with ${request.checkpoint.name}: ${(error as Error).message}`,
    );
  }
}
