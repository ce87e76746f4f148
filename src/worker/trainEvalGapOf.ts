import { chooseChannelAxis } from "../engine/layout";
import type { NormLayer, NormParameter } from "../engine/norms/normLayer";
import { findLayer } from "../engine/norms/wrappedNames";
import { initialShareLeft, newBatchWeight } from "../engine/running/average";
import { sumExamples } from "../engine/whatIf/exampleSums";
import type { ExplainedGap } from "../engine/whatIf/gapAdvice";
import { trainEvalGap } from "../engine/whatIf/trainEvalGap";
import type { TrainedNorm } from "../engine/whatIf/trainedNorm";
import { quoteName, quoteNames } from "../readers/quoteName";
import { chooseActivations } from "./chooseActivations";
import { profileNorms } from "./profileNorms";
import { type TensorFile, withTensors } from "./tensorFile";

export interface TrainEvalGapRequest {
  /** Holds activations that enter the layer. */
  readonly file: TensorFile;
  readonly tensor?: string | undefined;
  readonly channelAxis?: number | undefined;
  /** Holds the trained layer. */
  readonly checkpoint: TensorFile;
  /** Unless given, the layer of the tensor's name, or the only batch norm. */
  readonly layer?: string | undefined;
  /** In the meaning of the checkpoint's framework; unless given, what the file says, or the framework's default. */
  readonly momentum?: number | null | undefined;
  /** Examples of a batch of training, where it is known. */
  readonly trainingExamples?: number | undefined;
}

/** How a trained layer's outputs in training and in inference differ. */
export interface TrainEvalGapOfLayer extends ExplainedGap {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly layer: string;
  readonly eps: number;
}

/**
 * @param onBytes told how many bytes of the activations have been read since it was last told
 * @throws in one line that names the file, where one does not hold what is needed or they do not fit together
 */
export function trainEvalGapOf(
  request: TrainEvalGapRequest,
  onBytes: (bytes: number) => void = () => {},
): Promise<TrainEvalGapOfLayer> {
  const { file, checkpoint } = request;
  return withTensors(file, async (tensors) => {
    const tensor = chooseActivations(tensors, request);
    const { name, dtype, shape } = tensor;
    const { norms } = await profileNorms({ path: checkpoint.path });
    const norm = chooseNorm(norms, name, request);
    try {
      const trained = trainedNorm(norm, request);
      const sums = await sumExamples(tensor, chooseChannelAxis(shape, request.channelAxis), onBytes);
      const { norm: own, ...about } = trained;
      return { name, dtype, shape, layer: norm.name, ...about, gap: trainEvalGap(sums, own) };
    } catch (error) {
      const place = `${file.name}: ${quoteName(name)}, with ${checkpoint.name}: ${quoteName(norm.name)}`;
      throw new Error(`${place}: ${(error as Error).message}`);
    }
  });
}

/** A checkpoint's batch norms with running statistics. @throws in one line that names the file */
export async function trainedBatchNorms({ path }: TensorFile): Promise<readonly NormLayer[]> {
  return (await profileNorms({ path })).norms.filter(keepsStatistics);
}

function keepsStatistics({ method, runningMean, runningVariance }: NormLayer): boolean {
  return method === "batch" && runningMean !== null && runningVariance !== null;
}

function chooseNorm(all: readonly NormLayer[], tensor: string, request: TrainEvalGapRequest): NormLayer {
  const norms = all.filter(keepsStatistics);
  const asked = request.layer ?? (norms.length === 1 ? norms[0]!.name : tensor);
  const names = norms.map(({ name }) => name);
  const known = findLayer(names, asked);
  if (known !== null) return norms.find(({ name }) => name === known)!;
  const other = all.find(({ name }) => name === asked);
  if (other) throw new Error(`${request.checkpoint.name}: '${quoteName(asked)}' ${whyNoGap(other)}`);
  const list = norms.length > 0 ? quoteNames(names) : "none";
  throw new Error(
    `${request.checkpoint.name}: holds no batch norm '${quoteName(asked)}' with running statistics; it holds ${list}`,
  );
}

function whyNoGap({ method }: NormLayer): string {
  return method === "batch"
    ? "holds no running statistics: a batch norm without them uses those of the batch in inference, too"
    : `is taken for ${method} norm, which keeps no running statistics of batches`;
}

/** What frameworks take where nothing is said. */
const DEFAULTS = { pytorch: { eps: 1e-5, momentum: 0.1 }, keras: { eps: 1e-3, momentum: 0.99 } } as const;

export function trainedNorm(
  layer: NormLayer,
  { momentum: asked, trainingExamples }: Pick<TrainEvalGapRequest, "momentum" | "trainingExamples">,
) {
  const { convention, numBatchesTracked: updates } = layer;
  const eps = layer.eps ?? DEFAULTS[convention].eps;
  const momentum = asked === undefined ? (layer.momentum ?? DEFAULTS[convention].momentum) : asked;
  const initialShare = updates === null ? 0 : initialShareLeft(momentum, convention, updates);
  const weight = newBatchWeight(momentum, convention, Math.max(1, updates ?? 1));
  const norm: TrainedNorm = {
    running: { mean: valuesOf(layer.runningMean!), variance: valuesOf(layer.runningVariance!) },
    eps,
    weight: layer.weight && valuesOf(layer.weight),
    training: {
      initialShare,
      scatterKept: momentum === null ? weight : weight / (2 - weight),
      examples: trainingExamples ?? null,
    },
  };
  const isMomentumAssumed = asked === undefined && layer.momentum === null;
  return { norm, eps, momentum, isMomentumAssumed, updates, initialShare };
}

function valuesOf({ tensor, values }: NormParameter): Float64Array {
  if (!values) throw new Error(`${quoteName(tensor)} has too many channels to be compared`);
  return values;
}
