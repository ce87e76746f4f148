import assert from "node:assert/strict";
import fc from "fast-check";
import { codeValues, decoderOf } from "../../../../src/engine/decode";
import { FORMS } from "../../../../src/engine/kernels/forms";
import { createMemory, instantiate } from "../../../../src/engine/kernels/instantiate";
import type { ProfileExports } from "../../../../src/engine/kernels/profileExports";
import { LANE_BYTES, stateBytes, takeState } from "../../../../src/engine/kernels/profileState";
import { addValues, type ChannelSums, createChannelSums } from "../../../../src/engine/statistics/channelSums";
import { DTYPE_BYTES, type Dtype } from "../../../../src/engine/tensor";

/**
 * Of the variance: float32 sums around a pivot up to 4 standard deviations off carry 16 times the rounding errors of
 * 6e-8, and few terms do not average them out.
 */
const TOLERANCE = 2e-6;

const DTYPES = ["float32", "float16", "bfloat16", "int16", "uint16"] as const satisfies Dtype[];

/** Codes of two bytes, or float32 values, from 32 random bits. */
const DATA: Readonly<Record<string, (bits: number) => number>> = {
  normal: (bits) => Math.sqrt(-2 * Math.log(((bits >>> 16) + 0.5) / 65_536)) * Math.cos((bits & 0xffff) * 1e-4),
  "ReLU-like": (bits) => Math.max(0, (bits | 0) / 2 ** 31),
  constant: () => 0.1,
  "offset 1e4": (bits) => 1e4 + bits / 2 ** 40,
  "a NaN in ten": (bits) => (bits % 10 === 0 ? Number.NaN : bits / 2 ** 31),
  "infinities in ten": (bits) => (bits % 10 === 0 ? (bits % 20 === 0 ? Infinity : -Infinity) : bits / 2 ** 31),
  huge: (bits) => (bits | 0) * 1e25,
  "nothing finite": () => Number.NaN,
};

/** A slab that begins anywhere in a tensor of [outer, channels, inner] values. */
const slabs = fc
  .record({
    dtype: fc.constantFrom(...DTYPES),
    channels: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 21 })),
    inner: fc.oneof(fc.constantFrom(1, 2, 3, 49, 191, 192, 193), fc.integer({ min: 1, max: 500 })),
    count: fc.integer({ min: 0, max: 3000 }),
    start: fc.nat(100_000),
    shift: fc.nat(7),
    data: fc.constantFrom(...Object.keys(DATA)),
    seed: fc.integer(),
  })
  .filter(({ dtype, data }) => dtype === "float32" || data !== "huge");

describe("quick sums of a slab", () => {
  it("agree with the plain twin's, for every type that has them", () => {
    fc.assert(fc.property(slabs, agree), { numRuns: 1500 });
  });
});

type Slab = typeof slabs extends fc.Arbitrary<infer T> ? T : never;

const [STATE, LANES, TABLE, CODES, DECODED] = [65_536, 131_072, 196_608, 720_896, 745_472];
const memory = createMemory(786_432);
const { exports } = instantiate<ProfileExports>(memory);

function agree({ dtype, channels, inner, count, start, shift, data, seed }: Slab): void {
  const width = DTYPE_BYTES[dtype];
  const place = CODES + shift * width;
  writeValues(dtype, place, count, DATA[data]!, seed);
  const values = new Float64Array(count);
  decoderOf(dtype)(new Uint8Array(memory.buffer, place, count * width), 0, count, values, 0);

  const counters = new Uint32Array(memory.buffer, TABLE, 2 * 65_536).fill(0);
  const long = 2 ** 30;
  const [run, c, left] =
    channels === 1 ? [long, 0, long] : [inner, Math.floor(start / inner) % channels, inner - (start % inner)];
  assert.ok(stateBytes(channels) < LANES - STATE && channels * LANE_BYTES < TABLE - LANES);
  exports.clearState(STATE, channels);
  const where = [STATE, channels, run, place, count, c, left, LANES, TABLE, 0] as const;
  const { decode } = FORMS[dtype];
  if (typeof decode === "number") exports.addSlab16(...where, decode, DECODED);
  else exports.addSlab32(...where);
  exports.finishState(STATE, channels);

  const expected = createChannelSums(channels);
  const outer = Math.ceil((start + count) / (channels * inner));
  addValues(expected, { outer, channels, inner }, { values, length: count, start });
  sameSums(takeState(memory.buffer, STATE, channels), expected);
  assert.deepEqual(countsOf(counters), bucketsOf(dtype, place, count));
}

/** What comes after them must not matter: it is NaN. */
function writeValues(
  dtype: (typeof DTYPES)[number],
  place: number,
  count: number,
  value: (bits: number) => number,
  seed: number,
): void {
  let state = seed >>> 0;
  const bits = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  };
  new Uint8Array(memory.buffer, CODES, DECODED - CODES).fill(0xff);
  if (dtype === "float32") {
    const array = new Float32Array(memory.buffer, place, count);
    for (let i = 0; i < count; i++) array[i] = value(bits());
    return;
  }
  const array = new Uint16Array(memory.buffer, place, count);
  for (let i = 0; i < count; i++) array[i] = codeOf(dtype, value(bits()));
}

function codeOf(dtype: Exclude<(typeof DTYPES)[number], "float32">, value: number): number {
  if (dtype.endsWith("int16")) return Number.isFinite(value) ? Math.round(value * 100) & 0xffff : 0;
  const single = new Uint32Array(Float32Array.of(value).buffer)[0]!;
  if (dtype === "bfloat16") return single >>> 16;
  return float16Codes().get(value) ?? nearestFloat16(value);
}

let codes: Map<number, number> | null = null;

function float16Codes(): Map<number, number> {
  codes ??= new Map(Array.from(codeValues("float16"), (value, code) => [value, code]));
  return codes;
}

function nearestFloat16(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const exponent = Math.max(-14, Math.floor(Math.log2(Math.abs(value))));
  const rounded = Math.round(value / 2 ** (exponent - 10)) * 2 ** (exponent - 10);
  return float16Codes().get(rounded)!;
}

function sameSums(actual: ChannelSums, expected: ChannelSums): void {
  for (const key of ["min", "max", "zero", "nonFinite"] as const) {
    assert.deepEqual(
      actual[key].map((x) => x + 0),
      expected[key].map((x) => x + 0),
      key,
    );
  }
  const { count, mean, meanLow, m2, m3, m4 } = expected.moments;
  const found = actual.moments;
  assert.deepEqual(found.count, count);
  for (let c = 0; c < count.length; c++) {
    const n = count[c]!;
    if (n === 0) continue;
    const spread = Math.sqrt(m2[c]! / n);
    const meanOf = (moments: typeof found) => moments.mean[c]! + moments.meanLow[c]!;
    near("mean", meanOf(found), mean[c]! + meanLow[c]!, spread * TOLERANCE + 1e-15 * Math.abs(mean[c]!));
    near("second moment", found.m2[c]!, m2[c]!, m2[c]! * TOLERANCE);
    near("third moment", found.m3[c]!, m3[c]!, n * spread ** 3 * 10 * TOLERANCE + Math.abs(m3[c]!) * TOLERANCE);
    near("fourth moment", found.m4[c]!, m4[c]!, m4[c]! * 30 * TOLERANCE);
  }
}

function near(what: string, actual: number, expected: number, allowed: number): void {
  if (Object.is(actual, expected) || Math.abs(actual - expected) <= allowed) return;
  assert.fail(`${what}: ${actual}, but the twin says ${expected}`);
}

function countsOf(counters: Uint32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (let b = 0; b < 65_536; b++) {
    const count = counters[2 * b]! + counters[2 * b + 1]!;
    if (count > 0) counts.set(b, count);
  }
  return counts;
}

/** By the upper half of float32, or by the code. */
function bucketsOf(dtype: Dtype, place: number, count: number): Map<number, number> {
  const halves = new Uint16Array(memory.buffer.slice(place, place + count * DTYPE_BYTES[dtype]));
  const keys = dtype === "float32" ? halves.filter((_, i) => i % 2 === 1) : halves;
  const counts = new Map<number, number>();
  for (const key of keys.toSorted()) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
