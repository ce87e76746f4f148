import type { Comparison } from "../engine/comparison/comparison";
import type { Convention } from "../engine/convention";
import type {
  Channels,
  Curve,
  Drift,
  Execution,
  ExecutionInput,
  Histogram,
  Layer,
  LoggedRunning,
  NormSide,
  Outline,
  OverTime,
  Report,
  Running,
  Settling,
  Statistics,
  Summarized,
} from "../engine/report";
import { finding } from "./findingJson";
import {
  arrayOf,
  type Check,
  expectVersion,
  fail,
  nullable,
  number,
  numbers,
  object,
  oneOf,
  optional,
  pair,
  text,
  wholeNumber,
} from "./jsonShape";
import { METHODS, norm } from "./normJson";
import { toPlain } from "./plainJson";

/** The notebook output that holds a report. */
export const REPORT_MIME = "application/vnd.normscope.report.v1+json";

/** A report, one layer or a comparison as JSON text: non-finite numbers as "NaN", "Infinity" and "-Infinity", series as arrays. */
export function reportToJson(report: Report | Comparison | Layer, space?: number): string {
  // Beforehand, for all at once: a replacer would be called for each of a million numbers.
  return JSON.stringify(toPlain(report), null, space);
}

/**
 * A report out of JSON, checked field by field.
 *
 * @param json parsed JSON, from anywhere
 * @throws in one line, where it is no report, or of another version
 */
export function parseReport(json: unknown): Report {
  expectVersion(json, 1, "the report");
  return object<Report>({
    version: oneOf([1] as const),
    generator: text,
    source: object({ kind: oneOf(["file", "files", "folder"] as const), name: text }),
    partial: oneOf([true, false] as const),
    coverage: number,
    layers: arrayOf(layer),
    norms: optional(arrayOf(norm), []),
    findings: arrayOf(finding),
    execution: optional(nullable(execution), null),
  })(json, "report");
}

/** One layer out of JSON, checked like a report's. @throws in one line, where it is none */
export function parseLayer(json: unknown): Layer {
  return layer(json, "layer");
}

const execution: Check<Execution> = object({
  runtime: text,
  inputs: arrayOf(
    object<ExecutionInput>({
      name: text,
      dtype: text,
      shape: arrayOf(wholeNumber),
      examples: wholeNumber,
      source: text,
      random: oneOf([true, false]),
    }),
  ),
  batches: wholeNumber,
  passes: wholeNumber,
  notes: arrayOf(text),
});

const histogram: Check<Histogram> = object({ edges: numbers, counts: numbers });

export const statistics: Check<Statistics> = object({
  count: number,
  nan: number,
  positiveInfinity: number,
  negativeInfinity: number,
  zero: number,
  subnormal: number,
  mean: number,
  variance: number,
  standardDeviation: number,
  skewness: number,
  kurtosis: number,
  min: number,
  max: number,
  argmin: nullable(wholeNumber),
  argmax: nullable(wholeNumber),
  firstNonFinite: nullable(wholeNumber),
  argminStep: nullable(number),
  argmaxStep: nullable(number),
  firstNonFiniteStep: nullable(number),
  quantiles: arrayOf(pair),
  histogram,
});

export const channels: Check<Channels> = object({
  mean: numbers,
  variance: numbers,
  min: numbers,
  max: numbers,
  zeroFraction: numbers,
  nonFinite: numbers,
});

const evaluation: Check<[number, number | null]> = (json, at) => {
  const [from, to, ...rest] = Array.isArray(json) ? json : fail(at, "expected an array");
  if (rest.length > 0) fail(at, `expected 2 entries, got ${rest.length + 2}`);
  return [number(from, `${at}[0]`), nullable(number)(to, `${at}[1]`)];
};

const logged: Check<LoggedRunning> = object({
  steps: wholeNumber,
  every: optional(wholeNumber, 1),
  updates: nullable(wholeNumber),
  training: arrayOf(oneOf([true, false])),
  evaluations: optional(arrayOf(evaluation), []),
});

const runningFields: Check<Running> = object({
  momentum: nullable(number),
  convention: oneOf<Convention>(["pytorch", "keras"]),
  logged: optional(nullable(logged), null),
  steps: arrayOf(number),
  count: arrayOf(number),
  batchMean: arrayOf(numbers),
  batchVariance: arrayOf(numbers),
  runningMean: arrayOf(numbers),
  runningVariance: arrayOf(numbers),
});

const outline: Check<Outline> = object({
  steps: wholeNumber,
  count: nullable(number),
  settling: nullable(
    object<Settling>({
      settled: oneOf([true, false]),
      initialShare: number,
      batches: number,
      distance: number,
      varianceRatio: number,
      wobble: number,
      noise: number,
    }),
  ),
});

const drift: Check<Drift> = object({ wasserstein: numbers, jensenShannon: numbers });

const overTimeFields: Check<OverTime> = object({
  steps: arrayOf(number),
  logged: wholeNumber,
  edges: numbers,
  counts: arrayOf(numbers),
  fromPrevious: drift,
  fromFirst: drift,
  evaluations: arrayOf(evaluation),
});

const curveFields: Check<Curve> = object({ steps: arrayOf(number), wallTimes: numbers, values: numbers });

const summarized: Check<Summarized> = object({
  tag: text,
  moments: oneOf(["values", "sums", "bins"] as const),
  logged: wholeNumber,
  kept: wholeNumber,
  notFinite: wholeNumber,
  leftOut: wholeNumber,
});

const normSide: Check<NormSide> = object({
  name: text,
  method: oneOf(METHODS),
  operator: text,
  side: oneOf(["input", "output"] as const),
});

const layerFields: Check<Layer> = object({
  name: text,
  run: text,
  kind: oneOf(["tensor", "scalar"] as const),
  dtype: text,
  shape: arrayOf(wholeNumber),
  channelAxis: nullable(wholeNumber),
  statistics,
  channels: nullable(channels),
  running: nullable(running),
  outline: optional(nullable(outline), null),
  overTime: optional(nullable(overTime), null),
  curve: optional(nullable(curve), null),
  summarized: optional(nullable(summarized), null),
  norm: optional(nullable(normSide), null),
  findings: arrayOf(finding),
});

/** The series of a layer must agree in length with each other, or figures would draw nonsense. */
function layer(json: unknown, at: string): Layer {
  const result = layerFields(json, at);
  const { edges, counts } = result.statistics.histogram;
  if (edges.length !== counts.length + 1 && edges.length + counts.length > 0) {
    fail(`${at}.statistics.histogram`, `${edges.length} edges for ${counts.length} counts`);
  }
  if (result.channels) sameLengths(result.channels, result.channels.mean.length, `${at}.channels`);
  return result;
}

function running(json: unknown, at: string): Running {
  const result = runningFields(json, at);
  const { batchMean, batchVariance, runningMean, runningVariance, count, steps } = result;
  sameLengths({ count, batchMean, batchVariance, runningMean, runningVariance }, steps.length, at);
  if (result.logged) sameLengths({ training: result.logged.training }, steps.length, `${at}.logged`);
  const width = batchMean[0]?.length ?? 0;
  for (const series of [batchMean, batchVariance, runningMean, runningVariance]) {
    sameLengths(series, width, at);
  }
  return result;
}

function curve(json: unknown, at: string): Curve {
  const result = curveFields(json, at);
  sameLengths(result, result.steps.length, at);
  return result;
}

function overTime(json: unknown, at: string): OverTime {
  const result = overTimeFields(json, at);
  const { steps, edges, counts, fromPrevious, fromFirst } = result;
  sameLengths({ counts }, steps.length, at);
  sameLengths(fromPrevious, steps.length, `${at}.fromPrevious`);
  sameLengths(fromFirst, steps.length, `${at}.fromFirst`);
  sameLengths(counts, edges.length - 1, `${at}.counts`);
  return result;
}

function sameLengths(series: object, length: number, at: string): void {
  for (const [name, values] of Object.entries(series)) {
    if (values.length !== length) fail(`${at}.${name}`, `${values.length} entries where ${length} are expected`);
  }
}
