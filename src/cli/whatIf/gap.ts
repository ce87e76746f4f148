import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { findRuns } from "../../worker/findRuns";
import { countCapturedNorms, type NetworkGapRequest, networkGapOf } from "../../worker/networkGapOf";
import type { TensorFile } from "../../worker/tensorFile";
import { trainEvalGapOf } from "../../worker/trainEvalGapOf";
import { numbersToJson } from "../numbersToJson";
import { advised, countOf, joinNegatives, momentumOf } from "../options";
import { watched } from "../watched";
import { ACTIVATION_OPTIONS, type ActivationsAsked, activationsAsked, fileAt } from "./activations";
import { gapText } from "./gapText";
import { networkGapText } from "./networkGapText";

/** `normscope what-if gap`: what it prints. */
export async function gap(args: readonly string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args: joinNegatives(args),
    allowPositionals: true,
    options: {
      ...ACTIVATION_OPTIONS,
      checkpoint: { type: "string" },
      inference: { type: "string" },
      layer: { type: "string" },
      momentum: { type: "string" },
      batch: { type: "string" },
    },
  });
  const activations = activationsAsked("gap", positionals, values);
  const { checkpoint, inference, layer, batch, momentum } = values;
  if (checkpoint === undefined) throw new Error("what-if gap needs the trained layer: --checkpoint FILE");
  const trained = {
    checkpoint: fileAt(checkpoint),
    momentum: momentum === undefined ? undefined : momentumOf(momentum, "pytorch"),
    trainingExamples: batch === undefined ? undefined : countOf("--batch", batch),
  };
  const oneLayer = layer !== undefined || activations.tensor !== undefined;
  if (oneLayer && inference !== undefined)
    throw new Error("--inference is for all layers: leave out --layer and --tensor");
  const ask = async () => {
    if (oneLayer || !(await areSeveral(activations, trained.checkpoint, inference))) {
      return askLayer({ ...activations, ...trained, layer }, values.json);
    }
    return askNetwork(activations, inference, trained, values.json);
  };
  return ask().catch((error: Error) => {
    throw advised(error);
  });
}

async function areSeveral({ file }: ActivationsAsked, checkpoint: TensorFile, inference: string | undefined) {
  if (inference !== undefined || (await stat(file.path).catch(() => null))?.isDirectory()) return true;
  return (await countCapturedNorms(file, checkpoint)) > 1;
}

async function askLayer(request: Parameters<typeof trainEvalGapOf>[0], json: boolean): Promise<string> {
  const found = await watched("what-if gap", ({ onBytes }) => trainEvalGapOf(request, onBytes));
  return json ? numbersToJson(found) : gapText(found);
}

async function askNetwork(
  { file, channelAxis }: ActivationsAsked,
  inference: string | undefined,
  trained: Pick<NetworkGapRequest, "checkpoint" | "momentum" | "trainingExamples">,
  json: boolean,
): Promise<string> {
  const request = {
    ...trained,
    channelAxis,
    files: await filesAt(file),
    inference: inference === undefined ? [] : await filesAt(fileAt(inference)),
  };
  const found = await watched("what-if gap", ({ onProgress }) => networkGapOf(request, onProgress));
  return json ? numbersToJson(found) : networkGapText(file.name, found);
}

/** A file, or those of a folder in natural order. */
async function filesAt({ path, name }: TensorFile): Promise<readonly TensorFile[]> {
  const { runs } = await findRuns([resolve(path)]);
  if (runs.length !== 1) {
    const held = runs.length === 0 ? "a run's log, which holds statistics" : `${runs.length} folders of tensor files`;
    throw new Error(`${name}: holds ${held}, but activations of one step are needed`);
  }
  return runs[0]!.files.map((one) => fileAt(one.path));
}
