import { basename } from "node:path";
import { DTYPE_BYTES, elementCount } from "../engine/tensor";
import { CAUTIOUS_NOISE } from "../engine/whatIf/retrained";
import type { Progress, WhatIfRequest } from "../protocol/engineApi";
import type { AnswerTo, BatchSizeAnswer, GapAnswer, GapQuestion, LayerQuestion, Question } from "../protocol/whatIf";
import { quoteName } from "../readers/quoteName";
import { batchSizeOf } from "./batchSizeOf";
import { type Activations, lastActivations } from "./lastActivations";
import { layerOfCall } from "./layerOfCall";
import { networkOf } from "./networkOf";
import { trainEvalGapOf } from "./trainEvalGapOf";

/**
 * Answers what is asked about a layer, by the activations of the last step that holds it, or about all of a run's.
 *
 * @throws in one line that names the file, or the layer that has no activations
 */
export async function whatIf<Q extends Question>(
  request: WhatIfRequest<Q>,
  onProgress: (progress: Progress) => void = () => {},
): Promise<AnswerTo<Q>> {
  const { question } = request;
  const answer =
    question.about === "network"
      ? networkOf({ ...request, question }, onProgress)
      : ofLayer({ ...request, question }, onProgress);
  return (await answer) as AnswerTo<Q>;
}

async function ofLayer(
  request: WhatIfRequest<LayerQuestion>,
  onProgress: (progress: Progress) => void,
): Promise<BatchSizeAnswer | GapAnswer> {
  const activations = await lastActivations(request);
  const { dtype, shape } = activations.tensor;
  const total = elementCount(shape) * DTYPE_BYTES[dtype];
  let done = 0;
  const onBytes = (bytes: number) => {
    done += bytes;
    onProgress({ done: done / total, total: 1 });
  };
  const { question, channelAxis } = request;
  return question.about === "gap"
    ? gap(question, { ...activations, channelAxis }, onBytes)
    : batchSize({ ...activations, channelAxis }, onBytes, (share) =>
        onProgress({ done: share, total: 1, drawing: true }),
      );
}

interface Studied extends Activations {
  readonly channelAxis: number | undefined;
}

const SEED = 0;
/** PyTorch's. */
const EPS = 1e-5;

async function batchSize(
  { file, step, tensor, channelAxis: asked }: Studied,
  onBytes: (bytes: number) => void,
  onShare: (share: number) => void,
): Promise<BatchSizeAnswer> {
  // A person may choose another limit: that needs no new draws.
  const options = { limit: CAUTIOUS_NOISE, seed: SEED, eps: EPS };
  const found = await batchSizeOf({ file, tensor: tensor.name, channelAxis: asked, ...options }, onBytes, onShare);
  const { shape, channelAxis, sensitivity } = found;
  return { step, shape, channelAxis, sensitivity };
}

async function gap(
  { layer, checkpoint, momentum, trainingExamples }: GapQuestion,
  { file, step, tensor, channelAxis }: Studied,
  onBytes: (bytes: number) => void,
): Promise<GapAnswer> {
  const trained = {
    checkpoint: { path: checkpoint, name: quoteName(basename(checkpoint)) },
    layer: layerOfCall(layer),
    momentum: momentum ?? undefined,
    trainingExamples: trainingExamples ?? undefined,
  };
  const found = await trainEvalGapOf({ file, tensor: tensor.name, channelAxis, ...trained }, onBytes);
  const { name: _name, dtype: _dtype, ...answer } = found;
  return { step, ...answer };
}
