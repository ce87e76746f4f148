import { basename } from "node:path";
import { networkAdvice } from "../engine/whatIf/networkAdvice";
import type { Progress, WhatIfRequest } from "../protocol/engineApi";
import type { LayerShift, NetworkAnswer, NetworkQuestion } from "../protocol/whatIf";
import { quoteName } from "../readers/quoteName";
import { findRuns } from "./findRuns";
import { type CapturedLayer, networkGapOf } from "./networkGapOf";
import { lastFiles } from "./steps";
import type { TensorFile } from "./tensorFile";

/**
 * In which of a run's layers the gap between training and inference arises, by the activations of its last step.
 *
 * @throws in one line that names the file, or the run that has no activations
 */
export async function networkOf(
  { paths, channelAxis, assumeDtype, question }: WhatIfRequest<NetworkQuestion>,
  onProgress: (progress: Progress) => void,
): Promise<NetworkAnswer> {
  const { run, checkpoint, inference, momentum, trainingExamples } = question;
  const { runs } = await findRuns(paths);
  const all = runs.find(({ name }) => name === run)?.files ?? [];
  const last = all.at(-1);
  if (!last) throw new Error(`${quoteName(run) || "the run"}: no file holds activations of it`);
  const files = lastFiles(all).filter(({ step }) => step === last.step);
  const found = await networkGapOf(
    {
      files: files.map(({ path }) => ({ ...fileAt(path), assumeDtype })),
      inference: [fileAt(inference)],
      checkpoint: fileAt(checkpoint),
      channelAxis,
      momentum: momentum ?? undefined,
      trainingExamples: trainingExamples ?? undefined,
    },
    ({ done, total }) => onProgress({ done: done / total, total: 1 }),
  );
  const { layers, network } = found;
  const told = layers.map((layer) => ({ ...layer, name: quoteName(layer.name) }));
  return {
    step: all.length > files.length ? last.step : null,
    layers: layers.map((layer, i) => shiftOf(layer, network.origins!.at(-1)![i]!)),
    culprit: network.culprit,
    advice: networkAdvice(told, network),
  };
}

function fileAt(path: string): TensorFile {
  return { path, name: quoteName(basename(path)) };
}

function shiftOf({ name, gap, parts }: CapturedLayer, ofLast: number): LayerShift {
  const { rms, rmsOwn, rmsInherited, ownShare } = parts!;
  return { name, rms, rmsOwn, rmsInherited, ownShare, noise: gap.noise, cause: gap.cause, ofLast };
}
