import { basename, dirname, join } from "node:path";
import { addStep, finishLayer, type LayerSteps, startLayer } from "../engine/layer";
import { chooseChannelAxis } from "../engine/layout";
import { profileTensor } from "../engine/profile";
import type { Report } from "../engine/report";
import { DTYPE_BYTES, elementCount, type Tensor } from "../engine/tensor";
import type { ProfileRequest, Progress } from "../protocol/engineApi";
import { openTensors } from "../readers/openTensors";
import { quoteName } from "../readers/quoteName";
import { findRuns } from "./findRuns";
import { inflate } from "./inflate";
import { createOpenFiles } from "./openFiles";
import type { StepFile } from "./steps";

/**
 * Profiles files and folders: every tensor a layer, every file of a run a step.
 *
 * @throws in one line that names the file, at the first thing that is wrong
 */
export async function profileFiles(
  request: ProfileRequest,
  onProgress: (progress: Progress) => void = () => {},
): Promise<Report> {
  const { source, runs } = await findRuns(request.paths);
  const total = runs.reduce((sum, run) => sum + run.files.length, 0);
  let finished = 0;
  const layers = [];
  for (const run of runs) {
    const known = new Map<string, LayerSteps>();
    for (const file of run.files) {
      const name = quoteName([run.name, basename(file.path)].filter(Boolean).join("/"));
      await addFile(known, file, name, request, (share) => onProgress({ done: finished + share, total }));
      finished++;
    }
    for (const [name, layer] of known) layers.push(finishLayer(name, run.name, layer, request));
  }
  return {
    version: 1,
    generator: `normscope ${process.env.NORMSCOPE_VERSION}`,
    source,
    partial: false,
    coverage: 1,
    layers,
    findings: [],
  };
}

async function addFile(
  layers: Map<string, LayerSteps>,
  file: StepFile,
  name: string,
  request: ProfileRequest,
  onShare: (share: number) => void,
): Promise<void> {
  const files = createOpenFiles();
  try {
    const source = await files.open(file.path).catch((error: Error) => {
      throw new Error(`${name}: cannot be opened (${error.message})`);
    });
    const tensors = await openTensors(source, name, {
      assumeDtype: request.assumeDtype,
      openSibling: (sibling) => files.open(join(dirname(file.path), sibling)),
      inflateRaw: inflate,
    });
    const total = tensors.reduce((sum, tensor) => sum + bytesOf(tensor), 0);
    let done = 0;
    for (const tensor of tensors) {
      await addTensor(layers, tensor, file, name, request, (bytes) => {
        done += bytes;
        onShare(done / total);
      });
    }
  } finally {
    await files.close();
  }
}

async function addTensor(
  layers: Map<string, LayerSteps>,
  tensor: Tensor,
  file: StepFile,
  fileName: string,
  request: ProfileRequest,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const name = layerName(tensor, file);
  const axis = naming(`${fileName}: ${quoteName(tensor.name)}`, () =>
    chooseChannelAxis(tensor.shape, request.channelAxis),
  );
  const profile = await profileTensor(tensor, axis, onBytes);
  const layer = layers.get(name);
  if (!layer) {
    layers.set(name, startLayer(profile, file.step ?? 1));
    return;
  }
  const label = file.step ?? layer.steps.length + 1;
  if (layer.steps.at(-1)!.label === label)
    throw new Error(`${fileName}: a second file for step ${label} of ${quoteName(name)}`);
  naming(`${fileName}: ${quoteName(tensor.name)}`, () => addStep(layer, profile, label));
}

/** A .npy file names no tensor; what its name says without the step is the layer. */
function layerName(tensor: Tensor, file: StepFile): string {
  const stem = basename(file.path).replace(/\.npy$/i, "");
  if (stem === basename(file.path)) return tensor.name;
  return file.layer + (tensor.name.startsWith(stem) ? tensor.name.slice(stem.length) : "");
}

function naming<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(`${place}: ${(error as Error).message}`);
  }
}

function bytesOf(tensor: Tensor): number {
  return elementCount(tensor.shape) * DTYPE_BYTES[tensor.dtype];
}
