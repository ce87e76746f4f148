import { basename } from "node:path";
import type { Summing } from "../engine/kernels/profileKernels";
import { createProfileWasm } from "../engine/kernels/profileWasm";
import { addStep, finishLayer, type LayerSteps, startLayer } from "../engine/layer";
import { chooseChannelAxis, parameterAxis } from "../engine/layout";
import { MOST_BYTES, type OverTimeBudget } from "../engine/overTime/overTimeFold";
import { type Profile, profileTensor } from "../engine/profile";
import type { Layer, Report } from "../engine/report";
import { DTYPE_BYTES, elementCount, type Tensor } from "../engine/tensor";
import type { ProfileRequest, Progress } from "../protocol/engineApi";
import { quoteName } from "../readers/quoteName";
import { findRuns, type Runs } from "./findRuns";
import { layerName } from "./layerName";
import { naming } from "./naming";
import { type ProfiledEvents, profileEvents } from "./profileEvents";
import { isLarge, profileLarge } from "./profileLarge";
import { type ProfiledRun, profileRun } from "./profileRun";
import type { StepFile } from "./steps";
import { withTensors } from "./tensorFile";
import type { Threads } from "./threads";

/**
 * Profiles files and folders: every tensor a layer, every file of a run a step; of logged runs every watched layer.
 *
 * @param threads others to share the work on large tensors with, if there are any
 * @throws in one line that names the file, at the first thing that is wrong
 */
export async function profileFiles(
  request: ProfileRequest,
  onProgress: (progress: Progress) => void = () => {},
  threads: Threads | null = null,
): Promise<Report> {
  const found = await findRuns(request.paths, request.eachRank);
  const { logs, events } = found;
  const tensors = filesOf(found);
  const total = tensors + logs.length + events.length;
  const layers = await profileTensors(found, request, (done) => onProgress({ done, total }), threads);
  const logged: (ProfiledRun | ProfiledEvents)[] = [];
  for (const run of logs) {
    const before = tensors + logged.length;
    logged.push(await profileRun(run, (share) => onProgress({ done: before + share, total })));
  }
  for (const run of events) {
    const before = tensors + logged.length;
    logged.push(await profileEvents(run, (share) => onProgress({ done: before + share, total })));
  }
  if (tensors + logs.length === 0 && logged.every((run) => run.layers.length === 0))
    throw new Error(`${quoteName(found.source.name)}: no scalar and no histogram is logged in it`);
  return reportOf(found.source, layers, logged);
}

function filesOf({ runs }: Runs): number {
  return runs.reduce((sum, run) => sum + run.files.length, 0);
}

/** Puts a report together. */
export function reportOf(
  source: Report["source"],
  layers: readonly Layer[],
  logged: readonly (ProfiledRun | ProfiledEvents)[],
): Report {
  const coverage = Math.min(1, ...logged.map((run) => run.coverage));
  return {
    version: 1,
    generator: `normscope ${process.env.NORMSCOPE_VERSION}`,
    source,
    partial: coverage < 1,
    coverage,
    layers: [...layers, ...logged.flatMap((run) => run.layers)],
    norms: [],
    findings: logged.flatMap((run) => run.findings),
    execution: null,
  };
}

/**
 * Profiles the tensor files that were found.
 *
 * @param onDone told how many files have been read, the part of one counting as a fraction
 */
export async function profileTensors(
  { runs }: Runs,
  request: ProfileRequest,
  onDone: (files: number) => void,
  threads: Threads | null,
): Promise<Layer[]> {
  let finished = 0;
  const layers: Layer[] = [];
  const summing = createProfileWasm();
  for (const run of runs) {
    const finish = (name: string, steps: LayerSteps) => layers.push(finishLayer(name, run.name, steps, request));
    const several = new Map<string, LayerSteps>();
    const budget = { bytes: MOST_BYTES };
    for (const file of run.files) {
      const name = quoteName([run.name, basename(file.path)].filter(Boolean).join("/"));
      await profileFile(file, name, request, {
        summing,
        threads,
        // Without further steps a layer is done: thousands of them need not be kept in full.
        keep:
          run.files.length === 1
            ? (layer, profile) => finish(layer, startLayer(profile, 1))
            : keepIn(several, file, budget),
        onShare: (share) => onDone(finished + share),
      });
      finished++;
    }
    for (const [name, steps] of several) finish(name, steps);
  }
  return layers;
}

interface FileJob {
  readonly summing: Summing;
  /** For large tensors. */
  readonly threads: Threads | null;
  /** Takes the profile of one of the file's tensors. */
  readonly keep: (layer: string, profile: Profile) => void;
  /** Told which share of the file has been read. */
  readonly onShare: (share: number) => void;
}

async function profileFile(file: StepFile, name: string, request: ProfileRequest, job: FileJob): Promise<void> {
  const tensorFile = { path: file.path, name, assumeDtype: request.assumeDtype };
  await withTensors(tensorFile, async (tensors) => {
    const wanted = (tensor: Tensor) => request.tensors?.includes(tensor.name) ?? true;
    const missing = request.tensors?.find((asked) => !tensors.some((tensor) => tensor.name === asked));
    if (missing !== undefined)
      throw new Error(`${name}: holds no tensor '${quoteName(missing)}' whose values can be read`);
    const total = tensors.filter(wanted).reduce((sum, tensor) => sum + bytesOf(tensor), 0);
    const onBytes = sumUp((done) => job.onShare(done / total));
    const seen = new Set<string>();
    for (const [index, tensor] of tensors.entries()) {
      if (!wanted(tensor)) continue;
      const place = `${name}: ${quoteName(tensor.name)}`;
      if (seen.has(tensor.name)) throw new Error(`${place}: two tensors of the file have this name`);
      seen.add(tensor.name);
      const requested = request.channelAxis ?? parameterAxis(tensor.name, tensor.shape);
      const axis = naming(place, () => chooseChannelAxis(tensor.shape, requested));
      const inFile = { file: tensorFile, index, tensor, channelAxis: axis };
      const profile =
        job.threads && isLarge(inFile)
          ? await profileLarge(inFile, job.summing, job.threads, onBytes)
          : await profileTensor(tensor, axis, job.summing, onBytes);
      naming(place, () => job.keep(layerName(tensor, file, name), profile));
    }
  });
}

/** Adds a file's profiles to the layers of its run. */
function keepIn(layers: Map<string, LayerSteps>, file: StepFile, budget: OverTimeBudget): FileJob["keep"] {
  return (name, profile) => {
    const layer = layers.get(name);
    if (!layer) {
      layers.set(name, startLayer(profile, file.step ?? 1, budget));
      return;
    }
    const label = file.step ?? layer.steps.length + 1;
    if (layer.steps.at(-1)!.label === label) throw new Error(`a second file for step ${label}`);
    addStep(layer, profile, label);
  };
}

function sumUp(onSum: (sum: number) => void): (part: number) => void {
  let sum = 0;
  return (part) => {
    sum += part;
    onSum(sum);
  };
}

function bytesOf(tensor: Tensor): number {
  return elementCount(tensor.shape) * DTYPE_BYTES[tensor.dtype];
}
