import { basename } from "node:path";
import { parameterAxis } from "../engine/layout";
import type { Tensor } from "../engine/tensor";
import type { WhatIfRequest } from "../protocol/engineApi";
import type { LayerQuestion } from "../protocol/whatIf";
import { quoteName } from "../readers/quoteName";
import { findRuns } from "./findRuns";
import { layerName } from "./layerName";
import type { StepFile } from "./steps";
import { type TensorFile, withTensors } from "./tensorFile";

/** Where the activations lie that a question is about. */
export interface Activations {
  readonly file: TensorFile;
  /** Its number, where the file's name tells one and there are several. */
  readonly step: number | null;
  /** Its values can be read no longer. */
  readonly tensor: Pick<Tensor, "name" | "dtype" | "shape">;
}

/**
 * The activations of the last step that holds some of a layer.
 *
 * @throws in one line that names the layer, where no file holds any
 */
export async function lastActivations({
  paths,
  assumeDtype,
  question,
}: WhatIfRequest<LayerQuestion>): Promise<Activations> {
  const { runs } = await findRuns(paths);
  const files = runs.find(({ name }) => name === question.run)?.files ?? [];
  for (const step of files.toReversed()) {
    const file = { path: step.path, name: quoteName(basename(step.path)), assumeDtype };
    const tensor = await withTensors(file, async (tensors) => named(tensors, question.layer, step, file.name));
    if (tensor) {
      refuseParameters(tensor, file.name);
      return { file, step: files.length > 1 ? step.step : null, tensor };
    }
  }
  throw new Error(`${quoteName(question.layer)}: no file holds activations of it`);
}

function named(tensors: readonly Tensor[], layer: string, step: StepFile, file: string): Tensor | undefined {
  return tensors.find((tensor) => layerName(tensor, step, file) === layer);
}

function refuseParameters({ name, shape }: Activations["tensor"], file: string): void {
  if (parameterAxis(name, shape) === undefined) return;
  throw new Error(`${file}: ${quoteName(name)} is a parameter of a layer, not its activations: it holds no examples`);
}
