import assert from "node:assert/strict";
import { profileTwin } from "../../../../src/engine/kernels/profileTwin";
import { createProfileWasm } from "../../../../src/engine/kernels/profileWasm";
import type { Channels, Layer, Statistics } from "../../../../src/engine/report";
import type { Dtype } from "../../../../src/engine/tensor";
import { layerBy, rawTensor, tensorOf } from "../inMemory";

/**
 * Beyond one slab, moments of float32 are summed in float32 lanes: every term carries a rounding error of up to
 * 2^-24 = 6e-8, which averages out over the terms, and a pivot 4 standard deviations off makes it 16 times as
 * large. A channel has fewer terms than the whole. All else agrees exactly.
 */
const TOLERANCE = 1e-7;
const CHANNEL_TOLERANCE = 5e-7;

/** Shapes just over one slab of 2^20 values, so that the quick kernels run and slabs begin within rows and runs. */
const SHAPES: readonly (readonly [shape: readonly number[], channelAxis: number | null])[] = [
  [[1_100_001], null],
  [[3, 366_667], 1],
  [[366_667, 3], 1],
  [[1031, 1033], 1],
  [[275_003, 4], 1],
  [[17, 64_901], 1],
  [[2, 5, 110_017], 1],
  [[450, 49, 50], 1],
  [[33, 512, 7, 10], 1],
  [[9, 1, 127, 1000], 1],
  [[11, 100, 10, 10, 10], 1],
  [[11, 10, 10, 10, 101], -1],
  [[2, 600_000, 1], 1],
  [[700_000, 2], 0],
];

const DATA: Readonly<Record<string, (i: number) => number>> = {
  normal: (i) => wave(i),
  "ReLU-like": (i) => Math.max(0, wave(i)),
  constant: () => 0.1,
  "mean 1e4, deviation 1e-2": (i) => 1e4 + wave(i) * 1e-2,
  "offset 1e8": (i) => 1e8 + 100 * wave(i),
  drifting: (i) => i * 1e-3 + wave(i),
  "with an outlier first": (i) => (i === 0 ? 1e12 : wave(i)),
  huge: (i) => wave(i) * 1e30,
  tiny: (i) => wave(i) * 1e-30,
  subnormal: (i) => (i % 3 === 0 ? wave(i) * 1e-40 : 0),
  "with NaN and Inf": (i) => (i % 1009 === 7 ? [Number.NaN, Infinity, -Infinity][i % 3]! : wave(i)),
  "one NaN at the end": (i) => (i === 1_048_580 ? Number.NaN : wave(i)),
};

/** Deterministic values of mean 0 and variance 0.5 without a period. */
function wave(i: number): number {
  return Math.sin(i * i * 0.7310585 + i);
}

describe("the compiled kernels of profiles, held to their plain twins", () => {
  for (const [shape, axis] of SHAPES) {
    it(`agree on float32 of shape (${shape.join(", ")}), channels along ${axis}`, () =>
      same(shape, axis, DATA.normal!));
  }

  for (const [name, value] of Object.entries(DATA)) {
    for (const [shape, axis] of [SHAPES[3]!, SHAPES[9]!]) {
      it(`agree on values ${name}, shape (${shape.join(", ")})`, () => same(shape, axis, value));
    }
  }

  const raw: readonly Dtype[] = ["float16", "bfloat16", "float8_e4m3fn", "float8_e5m2", "int8", "uint8", "bool"];
  for (const dtype of [...raw, "int16", "uint16", "int32", "uint32", "int64", "uint64", "float64"] as const) {
    const width =
      { float64: 8, int64: 8, uint64: 8, int32: 4, uint32: 4 }[dtype as string] ?? (/16$/.test(dtype) ? 2 : 1);
    const tolerance = dtype === "float64" ? Number.POSITIVE_INFINITY : TOLERANCE;
    const check = async (bytes: Uint8Array<ArrayBuffer>, shape: readonly number[], axis: number) =>
      agree((summing) => layerBy(summing, rawTensor(dtype, bytes, shape), axis), tolerance);

    it(`agree on ${dtype}, channels side by side`, () => check(noise(1_050_007 * width), [150_001, 7], 1));

    it(`agree on ${dtype}, channels one after the other`, () => check(noise(1_050_007 * width), [7, 150_001], 0));

    if (dtype.endsWith("int16")) {
      // Sums of few different terms round to one side.
      it(`agree on ${dtype} of a thousand values`, () => {
        const values = Int16Array.from({ length: 3_600_000 }, (_, i) => {
          const normal = wave(i) + wave(7 * i + 1) + wave(11 * i + 5) + wave(13 * i + 2);
          return Math.abs(150 + 212 * normal);
        });
        return check(new Uint8Array(values.buffer), [9, 500, 800], 1);
      });
    }

    if (width !== 2) continue;
    it(`agree on ${dtype} of few large values`, () => {
      const bytes = noise(2 * 1_099_494);
      // A clear second bit leaves floats below 2, zeros and subnormal numbers among them, and no NaN.
      for (let i = 1; i < bytes.length; i += 2) if (i % 5003 !== 1) bytes[i]! &= i % 7 === 0 ? 0x80 : 0xbf;
      return check(bytes, [1, 54, 20361], 1);
    });
  }
});

async function same(shape: readonly number[], axis: number | null, value: (i: number) => number): Promise<void> {
  const count = shape.reduce((a, b) => a * b);
  const tensor = tensorOf(
    Float32Array.from({ length: count }, (_, i) => value(i)),
    shape,
    { chunk: 300_000 },
  );
  await agree((summing) => layerBy(summing, tensor, axis === -1 ? shape.length - 1 : axis), TOLERANCE);
}

async function agree(layer: (summing: typeof profileTwin) => Promise<Layer>, tolerance: number): Promise<void> {
  const [actual, expected] = [await layer(createProfileWasm()), await layer(profileTwin)];
  const [a, e] = [actual.statistics, expected.statistics];
  const { mean: _m, variance: _v, standardDeviation: _s, skewness: _3, kurtosis: _4, ...exact } = e;
  for (const key of Object.keys(exact) as (keyof Statistics)[]) assert.deepEqual(a[key], e[key], key);
  const size = Math.sqrt(e.variance + e.mean ** 2);
  near("mean", a.mean, e.mean, size * tolerance);
  near("variance", a.variance, e.variance, e.variance * tolerance);
  near("skewness", a.skewness, e.skewness, (1 + Math.abs(e.skewness)) * tolerance);
  near("kurtosis", a.kurtosis, e.kurtosis, (3 + Math.abs(e.kurtosis)) * tolerance);
  const channelTolerance = (tolerance * CHANNEL_TOLERANCE) / TOLERANCE;
  if (!actual.channels || !expected.channels) return assert.equal(actual.channels, expected.channels);
  for (const key of ["min", "max", "zeroFraction", "nonFinite"] as const)
    sameArrays(key, actual.channels, expected.channels);
  expected.channels.variance.forEach((variance, c) => {
    const mean = expected.channels!.mean[c]!;
    near(`channel ${c}'s mean`, actual.channels!.mean[c]!, mean, Math.sqrt(variance + mean ** 2) * channelTolerance);
    near(`channel ${c}'s variance`, actual.channels!.variance[c]!, variance, variance * channelTolerance);
  });
}

function sameArrays(key: keyof Channels, actual: Channels, expected: Channels): void {
  assert.ok(
    actual[key].every((value, c) => Object.is(value + 0, expected[key][c]! + 0)),
    key,
  );
}

function near(what: string, actual: number, expected: number, allowed: number): void {
  if (Object.is(actual, expected) || Math.abs(actual - expected) <= allowed || allowed === Number.POSITIVE_INFINITY)
    return;
  assert.fail(
    `${what}: ${actual}, but the twin says ${expected}, ${Math.abs(actual - expected) / allowed} times the tolerance off`,
  );
}

function noise(length: number): Uint8Array<ArrayBuffer> {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}
