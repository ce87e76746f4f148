import { basename } from "node:path";
import {
  compareMethod,
  distributionOf,
  initialStates,
  METHOD_ORDER,
  type RunningStates,
  type StepValues,
  updateStates,
} from "../engine/comparison/compareLayer";
import type { Comparison, LayerChoice } from "../engine/comparison/comparison";
import { type ComparisonOptions, usualGroups } from "../engine/comparison/methodRequests";
import { createNormWasm } from "../engine/kernels/normWasm";
import { createProfileWasm } from "../engine/kernels/profileWasm";
import { chooseChannelAxis } from "../engine/layout";
import type { Tensor } from "../engine/tensor";
import type { CompareRequest, Progress } from "../protocol/engineApi";
import { quoteName } from "../readers/quoteName";
import { findRuns, type Runs } from "./findRuns";
import { layerName } from "./layerName";
import { naming } from "./naming";
import { readValues } from "./readValues";
import type { StepFile } from "./steps";
import { withTensors } from "./tensorFile";

/** 64 MB of float32: enough for any statistic, and little enough that all methods answer at once. */
const MOST_VALUES = 2 ** 24;

/**
 * Normalizes one layer's activations by every method. In a folder of steps, running statistics are those that all
 * steps leave, and the last step is what is compared.
 *
 * @throws in one line that names the file, at the first thing that is wrong
 */
export async function compareFiles(
  request: CompareRequest,
  onProgress: (progress: Progress) => void = () => {},
): Promise<Comparison> {
  const { source, runs } = await findRuns(request.paths);
  if (runs.length === 0)
    throw new Error(`${quoteName(source.name)}: a run's log holds statistics, but a comparison needs values`);
  const choices = await choicesOf(runs, request);
  const chosen =
    choices.find(({ run, name }) => run === request.layer?.run && name === request.layer.name) ?? choices[0];
  if (!chosen) throw new Error(`${quoteName(source.name)}: no tensor in it has the two axes that normalization needs`);
  const { files } = runs.find(({ name }) => name === chosen.run)!;
  const steps = [...(await stepsWith(files, chosen, request))];
  const summing = createProfileWasm();
  let states: RunningStates | null = null;
  let compared: Comparison["layer"] | null = null;
  for (const [done, file] of steps.entries()) {
    onProgress({ done, total: steps.length });
    await withLayer(file, chosen, request, async (tensor, place) => {
      const axis = naming(place, () => chooseChannelAxis(tensor.shape, request.channelAxis)!);
      const step = await stepOf(tensor).catch((error: Error) => {
        throw new Error(`${place}: ${error.message}`);
      });
      const channels = step.shape[axis]!;
      const numGroups =
        request.numGroups && channels % request.numGroups === 0 ? request.numGroups : usualGroups(channels);
      const options: ComparisonOptions = { ...request, channelAxis: axis, numGroups };
      states = await updateStates(states ?? initialStates(channels), step, options);
      if (done < steps.length - 1) return;
      const methods = [];
      for (const method of METHOD_ORDER) {
        methods.push(await compareMethod(method, step, options, states[method], summing));
      }
      compared = {
        ...chosen,
        dtype: tensor.dtype,
        shape: tensor.shape,
        channelAxis: axis,
        examples: [step.shape[0]!, tensor.shape[0]!],
        steps: steps.length,
        numGroups,
        before: await distributionOf(step, axis, summing),
        methods,
      };
    });
  }
  return { version: 1, generator: `normscope ${process.env.NORMSCOPE_VERSION}`, source, choices, layer: compared! };
}

/** Reads a step's values into fresh kernels, with room for one output. Memory that is not touched costs nothing. */
async function stepOf(tensor: Tensor): Promise<StepValues> {
  let kernels: StepValues["kernels"] | null = null;
  const { values, shape } = await readValues(tensor, MOST_VALUES, (kind, length) => {
    const bytes = kind === "float32" ? 4 : 8;
    kernels = createNormWasm(length * (2 * bytes + STATISTICS * 8) + 2 ** 20);
    return kernels[kind](length);
  });
  return { kernels: kernels!, shape, values };
}

/** Arrays of statistics and coefficients that a method may ask for: at worst each has an entry for every value. */
const STATISTICS = 12;

/** Layers of every run that have two axes or more. */
async function choicesOf(runs: Runs["runs"], request: CompareRequest): Promise<LayerChoice[]> {
  const choices: LayerChoice[] = [];
  for (const { name: run, files } of runs) {
    const names = new Set<string>();
    for (const file of files) {
      await withTensors(tensorFile(file, request), async (tensors) => {
        for (const tensor of tensors) {
          if (tensor.shape.length > 1) names.add(layerName(tensor, file, tensorFile(file, request).name));
        }
      });
    }
    for (const name of names) choices.push({ run, name });
  }
  return choices;
}

async function stepsWith(files: readonly StepFile[], layer: LayerChoice, request: CompareRequest): Promise<StepFile[]> {
  const steps: StepFile[] = [];
  for (const file of files) {
    const own = tensorFile(file, request);
    const has = await withTensors(own, async (tensors) =>
      tensors.some((tensor) => layerName(tensor, file, own.name) === layer.name),
    );
    if (has) steps.push(file);
  }
  return steps;
}

async function withLayer(
  file: StepFile,
  layer: LayerChoice,
  request: CompareRequest,
  use: (tensor: Tensor, place: string) => Promise<void>,
): Promise<void> {
  const own = tensorFile(file, request);
  await withTensors(own, async (tensors) => {
    const tensor = tensors.find((candidate) => layerName(candidate, file, own.name) === layer.name)!;
    await use(tensor, `${own.name}: ${quoteName(tensor.name)}`);
  });
}

function tensorFile({ path }: StepFile, { assumeDtype }: CompareRequest) {
  return { path, name: quoteName(basename(path)), assumeDtype };
}
