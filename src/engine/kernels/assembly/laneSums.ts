import { countOf, highest32, lowest32, sum64 } from "./lanes";
import { BAD, HIGH, LOW, S1, S2, S3, S4, set, ZERO } from "./profileState";

// A channel's sums of a slab while its values come in runs: two float64 lanes of each power, four lanes of the lowest
// and highest values and of the counts of zeros and of non-finite values. Lanes are put together once a slab, not at
// the end of every run.

/** Bytes of a channel's sums. */
const SIZE: usize = 128;

// @ts-ignore: decorator
@inline
export function sumsOf(lanes: usize, c: i32): usize {
  return lanes + <usize>c * SIZE;
}

export function clearSums(lanes: usize, channels: i32): void {
  memory.fill(lanes, 0, <usize>channels * SIZE);
  const end = sumsOf(lanes, channels);
  for (let q = lanes; q < end; q += SIZE) {
    v128.store(q, f32x4.splat(Infinity), 64);
    v128.store(q, f32x4.splat(-Infinity), 80);
  }
}

/** Adds sums of powers one to four. */
// @ts-ignore: decorator
@inline
export function addPowers(q: usize, s1: v128, s2: v128, s3: v128, s4: v128): void {
  v128.store(q, f64x2.add(v128.load(q), s1));
  v128.store(q, f64x2.add(v128.load(q, 16), s2), 16);
  v128.store(q, f64x2.add(v128.load(q, 32), s3), 32);
  v128.store(q, f64x2.add(v128.load(q, 48), s4), 48);
}

// @ts-ignore: decorator
@inline
export function addExtremes4(q: usize, low: v128, high: v128): void {
  v128.store(q, f32x4.pmin(v128.load(q, 64), low), 64);
  v128.store(q, f32x4.pmax(v128.load(q, 80), high), 80);
}

// @ts-ignore: decorator
@inline
export function addZeros(q: usize, zeros: v128): void {
  v128.store(q, i32x4.add(v128.load(q, 96), zeros), 96);
}

/** Counts values that are left out. */
// @ts-ignore: decorator
@inline
export function addBad(q: usize, bads: v128): void {
  v128.store(q, i32x4.add(v128.load(q, 112), bads), 112);
}

/** Hands every channel's sums over to its state. */
export function takeSums(lanes: usize, state: usize, channels: i32): void {
  for (let c = 0; c < channels; c++) {
    const q = sumsOf(lanes, c);
    set(state, channels, S1, c, sum64(v128.load(q)));
    set(state, channels, S2, c, sum64(v128.load(q, 16)));
    set(state, channels, S3, c, sum64(v128.load(q, 32)));
    set(state, channels, S4, c, sum64(v128.load(q, 48)));
    set(state, channels, LOW, c, lowest32(v128.load(q, 64)));
    set(state, channels, HIGH, c, highest32(v128.load(q, 80)));
    set(state, channels, ZERO, c, countOf(v128.load(q, 96)));
    set(state, channels, BAD, c, countOf(v128.load(q, 112)));
  }
}
