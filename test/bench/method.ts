import { availableParallelism, cpus, release, totalmem } from "node:os";
import type { Case } from "./cases";
import type { SideName } from "./sides";

/** How times were taken and what they mean; printed before them. */
export const METHOD: readonly string[] = [
  "Each side is a process of its own that keeps its data, the same values on all sides, in memory.",
  "Sides run by turns, A B C A B C, each timed by its own clock; times of different benchmark runs do not compare.",
  "A side waits 100 ms before its turn, because the last one may still collect its garbage in the same memory.",
  "The first run does not count; runs under 50 ms, which start slower after a pause, warm up for 50 ms at every turn;",
  "runs over a second take part in every fifth round only, and their first one counts.",
  "median and min: ratio of the medians and of the least times, the peer's over ours; of rows in GB/s, the speed.",
  "The verdict is the median's. of read: bytes that must be read and written, over what one thread reads meanwhile.",
  "NumPy's and torch's passes: mean, variance, skewness and kurtosis by products, extremes, zeros, NaN, Inf, of the",
  "whole and of each channel; of the whole also places of extremes, a histogram and (NumPy) seven percentiles.",
  "NumPy has bfloat16 from ml_dtypes; in float32: converted first; counting codes: np.bincount for the distribution.",
  "--json says what each pass took.",
  "torch: RMS norm by its parts where F.rms_norm is missing. ONNX Runtime: one operator, through session.run.",
  "TensorFlow.js: channels last. Tuned: with GLIBC_TUNABLES that make malloc keep freed memory.",
];

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
}

export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch} ${release()}`,
    node: process.version,
  };
}

export function headText(about: Machine, sides: ReadonlyMap<SideName, string>, cases: readonly Case[]): string {
  const shapes = cases.map(({ name, shape, dtype, values }) => `  ${name}: ${dtype} [${shape}], ${values}`);
  return [
    "Method",
    ...METHOD.map((line) => `  ${line}`),
    "Machine",
    `  ${about.cpu}, ${about.cores} cores, ${about.memoryGiB} GiB, ${about.system}, Node ${about.node}`,
    "Sides",
    ...[...sides].map(([name, text]) => `  ${name}: ${text}`),
    "Cases",
    ...shapes,
    "",
  ].join("\n");
}
