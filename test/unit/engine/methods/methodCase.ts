import { readFileSync } from "node:fs";
import type { NormKernels, Values } from "../../../../src/engine/kernels/normKernels";
import type { Configuration, Inputs } from "../../../../src/engine/methods/method";
import { elementCount } from "../../../../src/engine/tensor";

const FOLDER = "test/fixtures/methods";

/** A recipe for inputs, as test/fixtures/methods/recipes.py follows it too. */
export interface Recipe {
  readonly name: string;
  readonly configuration: Configuration;
  readonly shape: readonly number[];
  readonly dtype: "float32" | "float64";
  readonly parameters: readonly ("weight" | "bias")[];
  /** Batches seen before; null where nothing is tracked. */
  readonly batches: number | null;
  readonly centre: number;
  readonly spread: number;
  /** Places of NaN. */
  readonly nan: readonly number[];
  readonly seed: number;
}

/** What PyTorch computes: base64 of little-endian float64. */
export interface Golden extends Recipe {
  readonly expected: Readonly<Record<Expected, string>> & { readonly batches?: number };
}

export type Expected = "output" | "gradInput" | "gradWeight" | "gradBias" | "runningMean" | "runningVariance";

/** What PyTorch refuses, and what our message must name. */
export interface Refused extends Recipe {
  readonly mentions: readonly string[];
}

export function readCases<Case extends Recipe>(file: string): readonly Case[] {
  return JSON.parse(readFileSync(`${FOLDER}/${file}.json`, "utf8"));
}

export function decodeNumbers(base64: string): Float64Array {
  const bytes = Uint8Array.from(Buffer.from(base64, "base64"));
  return new Float64Array(bytes.buffer);
}

/** Numbers from -1 to 1, by a linear congruential generator. */
export function uniform(seed: number, count: number): Float64Array {
  let state = seed;
  return new Float64Array(count).map(() => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** The arrays of a case, in the kernels' memory. */
export function caseInputs(kernels: NormKernels, recipe: Recipe): Inputs & { readonly gradOutput: Values } {
  const { shape, seed, centre, spread, parameters } = recipe;
  const count = elementCount(shape);
  const channels = parameterCount(recipe);
  const array = (numbers: Float64Array) => place(kernels, recipe.dtype, numbers);
  const numbers = uniform(seed, count).map((u, i) => (recipe.nan.includes(i) ? Number.NaN : centre + spread * u));
  return {
    shape,
    values: array(numbers),
    gradOutput: array(uniform(seed + 1, count)),
    weight: parameters.includes("weight") ? array(uniform(seed + 2, channels).map((u) => 1 + u / 2)) : null,
    bias: parameters.includes("bias") ? array(uniform(seed + 3, channels)) : null,
    running: recipe.batches === null ? null : runningState(recipe, recipe.batches, channels),
  };
}

/** These numbers in the kernels' memory. */
export function place(kernels: NormKernels, dtype: "float32" | "float64", numbers: ArrayLike<number>): Values {
  const array = dtype === "float32" ? kernels.float32(numbers.length) : kernels.float64(numbers.length);
  array.set(numbers);
  return array;
}

function runningState({ seed, centre, spread }: Recipe, batches: number, channels: number) {
  return {
    mean: uniform(seed + 4, channels).map((u) => centre + (spread * u) / 4),
    variance: uniform(seed + 5, channels).map((u) => spread * spread * (1 + u / 2)),
    batches,
  };
}

function parameterCount({ configuration, shape }: Recipe): number {
  if ("normalizedShape" in configuration) return elementCount(configuration.normalizedShape);
  return shape[configuration.channelAxis]!;
}
