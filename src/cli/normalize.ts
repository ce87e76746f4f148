import { basename } from "node:path";
import type { NormKernels, Summary, Values } from "../engine/kernels/normKernels";
import { createNormWasm } from "../engine/kernels/normWasm";
import type { Configuration, Gradients, Inputs, RunningState } from "../engine/methods/method";
import { METHODS } from "../engine/methods/methods";
import { type Dtype, elementCount } from "../engine/tensor";
import { quoteName } from "../readers/quoteName";
import { naming } from "../worker/naming";
import { type WrittenArray, type WrittenDtype, writeNpy } from "../worker/writeNpy";
import { type ArrayFiles, checkOutputs, checkShapes } from "./checkFiles";
import { NORMALIZE_USAGE, type NormalizeRequest, normalizeRequest, type Write } from "./normalizeOptions";
import type { Command } from "./options";
import { type ArrayFile, describeArray, readArray } from "./readArray";
import { short } from "./short";
import { watched } from "./watched";

/** `normscope normalize`. */
export const normalizeCommand: Command = {
  usage: NORMALIZE_USAGE,

  async run(args) {
    const request = normalizeRequest(args);
    await checkOutputs(request);
    const files = await describeArrays(request);
    checkShapes(request.configuration, files);
    const results = await compute(request.configuration, files);
    // Whoever has had enough meanwhile is left no half of a file.
    await watched("normalize", async () => {
      for (const [option, path] of Object.entries(request.writes)) await writeNpy(path, results[option as Write]!);
    });
    process.stdout.write(`${quoteName(basename(request.writes.output))}: ${summaryText(results)}\n`);
    return 0;
  },
};

interface Results extends Readonly<Partial<Record<Write, WrittenArray>>> {
  readonly output: WrittenArray;
  readonly summary: Summary;
}

function summaryText({ output: { dtype, shape }, summary }: Results): string {
  const { count, nonFinite, mean, variance, min, max } = summary;
  const numbers = `mean ${short(mean)}, std ${short(Math.sqrt(variance))}, from ${short(min)} to ${short(max)}`;
  const parts = [`${dtype} (${shape.join(", ")})`];
  if (count > 0) parts.push(numbers);
  if (nonFinite > 0) parts.push(`${nonFinite} NaN or infinite`);
  return parts.join(", ");
}

async function describeArrays({ reads, assumeDtype }: NormalizeRequest): Promise<ArrayFiles> {
  const files: Record<string, ArrayFile> = {};
  for (const [option, path] of Object.entries(reads)) files[option] = await describeArray(option, path, assumeDtype);
  return files as unknown as ArrayFiles;
}

async function compute(configuration: Configuration, files: ArrayFiles): Promise<Results> {
  const { label, shape, dtype } = files.input;
  const method = METHODS[configuration.method];
  const kernels = naming(label, () => createNormWasm(kernelBytes(configuration, files)));
  const inputs: Inputs = {
    shape,
    values: await readValues(kernels, dtype, files.input),
    weight: files.weight ? await readValues(kernels, dtype, files.weight) : null,
    bias: files.bias ? await readValues(kernels, dtype, files.bias) : null,
    running: await readRunning(files),
  };
  const normalized = naming(label, () => method.forward(kernels, configuration, inputs));
  const results = {
    output: { dtype: writtenDtype(dtype), shape, values: normalized.output },
    summary: kernels.summarize(normalized.output),
    ...runningResults(normalized.running, files),
  };
  if (!files["grad-output"]) return results;
  const gradOutput = await readValues(kernels, dtype, files["grad-output"]);
  const gradients = method.backward(kernels, configuration, inputs, normalized, gradOutput);
  return { ...results, ...gradientResults(configuration, gradients, files) };
}

function readValues(kernels: NormKernels, input: Dtype, file: ArrayFile): Promise<Values> {
  return readArray<Values>(file, kernels[computedIn(input)](elementCount(file.shape)));
}

async function readRunning(files: ArrayFiles): Promise<RunningState | null> {
  const { "running-mean": mean, "running-var": variance } = files;
  if (!mean || !variance) return null;
  const read = (file: ArrayFile) => readArray(file, new Float64Array(elementCount(file.shape)));
  return { mean: await read(mean), variance: await read(variance), batches: 0 };
}

/** Buffers keep the dtype that they have, whatever the input's. */
function runningResults(running: RunningState | null, files: ArrayFiles): Partial<Results> {
  const { "running-mean": mean, "running-var": variance } = files;
  if (!running || !mean || !variance) return {};
  return {
    "save-running-mean": { dtype: writtenDtype(mean.dtype), shape: mean.shape, values: running.mean },
    "save-running-var": { dtype: writtenDtype(variance.dtype), shape: variance.shape, values: running.variance },
  };
}

/** A parameter's gradient has the parameter's dtype, or the input's where there is no parameter. */
function gradientResults(
  configuration: Configuration,
  { input, weight, bias }: Gradients,
  files: ArrayFiles,
): Partial<Results> {
  const { shape, dtype } = files.input;
  const parameterShape = METHODS[configuration.method].parameters(shape, configuration)[0]!.shape;
  const parameter = (values: Values, file: ArrayFile | undefined) => {
    return { dtype: writtenDtype(file?.dtype ?? dtype), shape: parameterShape, values };
  };
  return {
    "save-grad-input": { dtype: writtenDtype(dtype), shape, values: input },
    "save-grad-weight": parameter(weight, files.weight),
    "save-grad-bias": parameter(bias, files.bias),
  };
}

function computedIn(dtype: Dtype): "float32" | "float64" {
  return dtype === "float64" ? "float64" : "float32";
}

function writtenDtype(dtype: Dtype): WrittenDtype {
  return dtype === "float16" || dtype === "float64" ? dtype : "float32";
}

/** Arrays of float64 that the methods make at most: beside every channel, and beside every trailing parameter. */
const PER_CHANNEL = 32;
const PER_TRAILING = 4;
/** And beside every statistic; rows of float64 that overflow take scratch arrays of 64 bytes each. */
const PER_STATISTIC = { float32: 4, float64: 32 } as const;
const SPARE_BYTES = 2 ** 20;

/** Memory enough for all arrays of one normalization. */
function kernelBytes(configuration: Configuration, { input, weight, bias, ...files }: ArrayFiles): number {
  const method = METHODS[configuration.method];
  const kind = computedIn(input.dtype);
  const backward = files["grad-output"] !== undefined;
  const count = elementCount(input.shape);
  const given = [weight, bias].reduce((sum, file) => sum + (file ? elementCount(file.shape) : 0), 0);
  const values = (backward ? 4 : 2) * count + given;
  const perStatistic = method.count(input.shape, configuration);
  const statistics =
    perStatistic > 0 ? Math.min(count, count / perStatistic) : elementCount(input.shape.filter(Boolean));
  const parameters = elementCount(method.parameters(input.shape, configuration)[0]!.shape);
  const perParameter = "channelAxis" in configuration ? PER_CHANNEL : backward ? PER_TRAILING : 0;
  const numbers = statistics * PER_STATISTIC[kind] + parameters * perParameter;
  return values * (kind === "float32" ? 4 : 8) + numbers * 8 + SPARE_BYTES;
}
