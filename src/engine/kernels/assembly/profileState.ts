// What a profile keeps, in float64: of the last slab four totals, then of every channel 25 arrays one after the
// other. Arrays 0 to 9 hold power sums of the slab at hand around a pivot; 10 to 19 all that came before it, which
// ../profileState.ts reads; 20 to 24 the count and power sums of earlier slabs that wait to join the moments.

const TOTALS: usize = 4 * 8;

export const PIVOT = 0;
export const N = 1;
export const S1 = 2;
export const S2 = 3;
export const S3 = 4;
export const S4 = 5;
export const LOW = 6;
export const HIGH = 7;
export const ZERO = 8;
export const BAD = 9;
export const COUNT = 10;
export const MEAN = 11;
export const MEAN_LOW = 12;
export const M2 = 13;
export const M3 = 14;
export const M4 = 15;
export const MIN = 16;
export const MAX = 17;
export const ZEROS = 18;
export const NON_FINITE = 19;
export const PENDING = 20;

const ARRAYS = 25;

/**
 * Values from the beginning of an array to that of the next: an odd number of cache lines, because what lies a
 * multiple of 4096 bytes apart gets in its own way in the cache.
 */
// @ts-ignore: decorator
@inline
function pitch(channels: i32): usize {
  return <usize>(((channels + 7) >> 3) | 1) << 3;
}

/** An empty state; pivots are NaN until a channel's first values are seen. */
export function clearState(state: usize, channels: i32): void {
  for (let k = 0; k < ARRAYS; k++) {
    const value: f64 = k == PIVOT ? NaN : k == MIN ? Infinity : k == MAX ? -Infinity : 0;
    fill(at(state, channels, k, 0), channels, value);
  }
}

export function clearSlab(state: usize, channels: i32): void {
  for (let k = N; k <= BAD; k++) memory.fill(at(state, channels, k, 0), 0, <usize>channels << 3);
  fill(at(state, channels, LOW, 0), channels, Infinity);
  fill(at(state, channels, HIGH, 0), channels, -Infinity);
}

// @ts-ignore: decorator
@inline
export function at(state: usize, channels: i32, k: i32, c: i32): usize {
  return state + TOTALS + ((<usize>k * pitch(channels) + c) << 3);
}

// @ts-ignore: decorator
@inline
export function get(state: usize, channels: i32, k: i32, c: i32): f64 {
  return load<f64>(at(state, channels, k, c));
}

// @ts-ignore: decorator
@inline
export function set(state: usize, channels: i32, k: i32, c: i32, value: f64): void {
  store<f64>(at(state, channels, k, c), value);
}

// @ts-ignore: decorator
@inline
export function add(state: usize, channels: i32, k: i32, c: i32, value: f64): void {
  const place = at(state, channels, k, c);
  store<f64>(place, load<f64>(place) + value);
}

// @ts-ignore: decorator
@inline
export function addExtremes(state: usize, channels: i32, c: i32, low: f64, high: f64): void {
  if (low < get(state, channels, LOW, c)) set(state, channels, LOW, c, low);
  if (high > get(state, channels, HIGH, c)) set(state, channels, HIGH, c, high);
}

function fill(from: usize, count: i32, value: f64): void {
  for (let i = 0; i < count; i++) store<f64>(from + (<usize>i << 3), value);
}
