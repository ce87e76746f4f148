import { addColumns64 } from "./columns64";
import { decode16, FLOAT32 } from "./decode";
import { addSlabSums, mergePending } from "./mergeSums";
import { choosePivots, hasPivots } from "./pivots";
import { BAD, clearSlab, get, HIGH, LOW, N, PIVOT, S1, S2, S4, set, ZERO } from "./profileState";
import { sumColumns32, sumRuns } from "./quickSums";
import { addRun64 } from "./runs64";
import { countCodes16, countFloat32 } from "./tables";

/**
 * Adds a slab of float32 values to the channels' moments and, unless it is 0, to the bucket table.
 * `c` and `left` say where in storage it begins: the channel, and the values left of that channel's run.
 * `exact`: all in float64; else in float32 lanes, which are good enough for all but extreme values.
 */
export function addSlab32(
  state: usize,
  channels: i32,
  inner: i32,
  values: usize,
  count: i32,
  c: i32,
  left: i32,
  lanes: usize,
  table: usize,
  exact: bool,
): void {
  choosePivots<f32>(state, channels, inner, values, count, c, left);
  clearSlab(state, channels);
  if (!exact) {
    if (inner > 1 || channels == 1) sumRuns(state, channels, inner, values, count, c, left, lanes, table, FLOAT32);
    else sumColumns32(state, channels, values, count, c, lanes, table);
    if (isWell(state, channels)) {
      mergeAll(state, channels);
      return;
    }
    movePivots(state, channels, true);
    clearSlab(state, channels);
  } else if (table) countFloat32(values, count, table);
  addExactly<f32>(state, channels, inner, values, count, c, left);
}

/**
 * Adds a slab of codes of two bytes, of a kind that ./decode.ts knows, to the channels' moments and to the table of
 * codes. Where they cannot be decoded run by run, they are all decoded into `decoded`.
 */
export function addSlab16(
  state: usize,
  channels: i32,
  inner: i32,
  codes: usize,
  count: i32,
  c: i32,
  left: i32,
  lanes: usize,
  table: usize,
  exact: bool,
  kind: i32,
  decoded: usize,
): void {
  const quick = !exact && (inner > 1 || channels == 1);
  if (quick) {
    if (!hasPivots(state, channels)) {
      decode16(kind, codes, count, decoded);
      choosePivots<f32>(state, channels, inner, decoded, count, c, left);
    }
    clearSlab(state, channels);
    sumRuns(state, channels, inner, codes, count, c, left, lanes, table, kind);
    if (isWell(state, channels)) {
      mergeAll(state, channels);
      return;
    }
  } else countCodes16(codes, count, table);
  decode16(kind, codes, count, decoded);
  addSlab32(state, channels, inner, decoded, count, c, left, lanes, 0, exact || quick);
}

/** Adds a slab of float64 values to the channels' moments. */
export function addSlab64(
  state: usize,
  channels: i32,
  inner: i32,
  values: usize,
  count: i32,
  c: i32,
  left: i32,
): void {
  choosePivots<f64>(state, channels, inner, values, count, c, left);
  clearSlab(state, channels);
  addExactly<f64>(state, channels, inner, values, count, c, left);
}

/** Around pivots that are means, all in float64. */
export function addExactly<T>(
  state: usize,
  channels: i32,
  inner: i32,
  values: usize,
  count: i32,
  c: i32,
  left: i32,
): void {
  for (let tries = 0; tries < 3; tries++) {
    sum64s<T>(state, channels, inner, values, count, c, left);
    if (tries == 2 || !movePivots(state, channels, sizeof<T>() == 4)) break;
    clearSlab(state, channels);
  }
  mergeAll(state, channels);
}

function sum64s<T>(state: usize, channels: i32, inner: i32, values: usize, count: i32, first: i32, left: i32): void {
  let c = first;
  let p = values;
  let rest = count;
  if (inner > 1 || channels == 1) {
    let run = min(left, rest);
    while (rest > 0) {
      addRun64<T>(state, channels, c, p, run);
      p += <usize>run * sizeof<T>();
      rest -= run;
      run = min(inner, rest);
      c = c + 1 == channels ? 0 : c + 1;
    }
    return;
  }
  if (c > 0) {
    const part = min(channels - c, rest);
    addColumns64<T>(state, channels, c, c + part, p, 1, 0);
    p += <usize>part * sizeof<T>();
    rest -= part;
  }
  const rows = rest / channels;
  addColumns64<T>(state, channels, 0, channels, p, rows, <usize>channels * sizeof<T>());
  p += <usize>(rows * channels) * sizeof<T>();
  rest -= rows * channels;
  if (rest > 0) addColumns64<T>(state, channels, 0, rest, p, 1, 0);
}

/** Adds the slab's sums to the earlier ones, and writes its totals: lowest, highest, zeros, non-finite values. */
export function mergeAll(state: usize, channels: i32): void {
  let low: f64 = Infinity;
  let high: f64 = -Infinity;
  let zeros: f64 = 0;
  let bads: f64 = 0;
  for (let c = 0; c < channels; c++) {
    if (get(state, channels, N, c) == 0) continue;
    addSlabSums(state, channels, c);
    low = min(low, get(state, channels, LOW, c));
    high = max(high, get(state, channels, HIGH, c));
    zeros += get(state, channels, ZERO, c);
    bads += get(state, channels, BAD, c);
  }
  store<f64>(state, low);
  store<f64>(state, high, 8);
  store<f64>(state, zeros, 16);
  store<f64>(state, bads, 24);
}

/** A pivot further off than 4 standard deviations makes the errors of float32 sums 16 times as large. */
const WORST = 1 - 1.0 / 16;
/** Below this mean square, fourth powers leave float32's normal range. */
const SMALLEST = 1e-15;

export function isWell(state: usize, channels: i32): bool {
  for (let c = 0; c < channels; c++) {
    const n = get(state, channels, N, c) - get(state, channels, BAD, c);
    const s1 = get(state, channels, S1, c);
    const s2 = get(state, channels, S2, c);
    const s4 = get(state, channels, S4, c);
    if (s4 - s4 != 0) return false;
    if (s1 * s1 > WORST * n * s2) return false;
    if (s2 < SMALLEST * n && get(state, channels, LOW, c) < get(state, channels, HIGH, c)) return false;
  }
  return true;
}

/**
 * Puts pivots that lie off onto the mean: one 3 standard deviations off costs fourth powers two digits of sixteen.
 *
 * @returns whether a pivot was so far off that sums around it are no good
 */
export function movePivots(state: usize, channels: i32, single: bool): bool {
  let far = false;
  for (let c = 0; c < channels; c++) {
    const n = get(state, channels, N, c) - get(state, channels, BAD, c);
    const s1 = get(state, channels, S1, c);
    const s2 = get(state, channels, S2, c);
    const mean = get(state, channels, PIVOT, c) + s1 / n;
    const pivot = single ? <f64>(<f32>mean) : mean;
    if (!(n > 0) || pivot - pivot != 0 || pivot == get(state, channels, PIVOT, c)) continue;
    if (!(s1 * s1 > 0.9 * n * s2)) continue;
    far = true;
    mergePending(state, channels, c);
    set(state, channels, PIVOT, c, pivot);
  }
  return far;
}
