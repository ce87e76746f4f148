import { basename } from "node:path";
import { parameterAxis } from "../engine/layout";
import { DTYPE_BYTES, elementCount, type Tensor } from "../engine/tensor";
import type { Progress } from "../protocol/engineApi";
import type { BatchSizeAnswer, Question, WhatIfRequest } from "../protocol/whatIf";
import { quoteName } from "../readers/quoteName";
import { batchSizeOf } from "./batchSizeOf";
import { findRuns } from "./findRuns";
import { layerName } from "./layerName";
import type { StepFile } from "./steps";
import { type TensorFile, withTensors } from "./tensorFile";

/** What a panel takes as a layer's chosen limit, until a person chooses another: that needs no new draws. */
const LIMIT = 0.1;
const SEED = 0;
/** PyTorch's. */
const EPS = 1e-5;

/**
 * Answers what would be otherwise with a layer, by the activations of the last step that holds it.
 *
 * @throws in one line that names the file, or the layer that has no activations
 */
export async function whatIf(
  request: WhatIfRequest,
  onProgress: (progress: Progress) => void = () => {},
): Promise<BatchSizeAnswer> {
  const { file, step, tensor } = await lastActivations(request);
  const total = elementCount(tensor.shape) * DTYPE_BYTES[tensor.dtype];
  let done = 0;
  const onBytes = (bytes: number) => {
    done += bytes;
    onProgress({ done: done / total, total: 1 });
  };
  const { channelAxis } = request;
  const options = { limit: LIMIT, seed: SEED, eps: EPS };
  const found = await batchSizeOf({ file, tensor: tensor.name, channelAxis, ...options }, onBytes);
  return { step, shape: found.shape, channelAxis: found.channelAxis, sensitivity: found.sensitivity };
}

interface Activations {
  readonly file: TensorFile;
  readonly step: number | null;
  /** Its values can be read no longer. */
  readonly tensor: Pick<Tensor, "name" | "dtype" | "shape">;
}

async function lastActivations({ paths, assumeDtype, question }: WhatIfRequest): Promise<Activations> {
  const { runs } = await findRuns(paths);
  const files = runs.find(({ name }) => name === question.run)?.files ?? [];
  for (const step of files.toReversed()) {
    const file = { path: step.path, name: quoteName(basename(step.path)), assumeDtype };
    const tensor = await withTensors(file, async (tensors) => named(tensors, question, step, file.name));
    if (tensor) {
      refuseParameters(tensor, file.name);
      return { file, step: files.length > 1 ? step.step : null, tensor };
    }
  }
  throw new Error(`${quoteName(question.layer)}: no file holds activations of it`);
}

function named(tensors: readonly Tensor[], { layer }: Question, step: StepFile, file: string): Tensor | undefined {
  return tensors.find((tensor) => layerName(tensor, step, file) === layer);
}

function refuseParameters({ name, shape }: Activations["tensor"], file: string): void {
  if (parameterAxis(name, shape) === undefined) return;
  throw new Error(`${file}: ${quoteName(name)} is a parameter of a layer, not its activations: it holds no examples`);
}
