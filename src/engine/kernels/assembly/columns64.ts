import { madd64 } from "./lanes";
import { add, addExtremes, at, BAD, get, HIGH, LOW, N, PIVOT, S1, S2, S3, S4, ZERO } from "./profileState";
import { pair } from "./runs64";

/**
 * Adds `rows` rows of the channels [from, to), `stride` bytes apart, whose channels lie side by side, to the power
 * sums of each; all in float64, non-finite values left out and counted. `p` is where channel `from` of the first
 * row stands.
 */
export function addColumns64<T>(
  state: usize,
  channels: i32,
  from: i32,
  to: i32,
  p: usize,
  rows: i32,
  stride: usize,
): void {
  let c = from;
  for (; c + 1 < to; c += 2) addPair<T>(state, channels, c, p + <usize>(c - from) * sizeof<T>(), rows, stride);
  if (c < to) addColumn<T>(state, channels, c, p + <usize>(c - from) * sizeof<T>(), rows, stride);
}

// @ts-ignore: decorator
@inline
function addPair<T>(state: usize, channels: i32, c: i32, from: usize, rows: i32, stride: usize): void {
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  const p0 = v128.load(at(state, channels, PIVOT, c));
  let s1 = v128.load(at(state, channels, S1, c));
  let s2 = v128.load(at(state, channels, S2, c));
  let s3 = v128.load(at(state, channels, S3, c));
  let s4 = v128.load(at(state, channels, S4, c));
  let zeros = v128.load(at(state, channels, ZERO, c));
  let bads = v128.load(at(state, channels, BAD, c));
  let low = v128.load(at(state, channels, LOW, c));
  let high = v128.load(at(state, channels, HIGH, c));
  let p = from;
  for (let row = 0; row < rows; row++) {
    const raw = pair<T>(p);
    const bad = f64x2.ne(f64x2.sub(raw, raw), zero);
    zeros = f64x2.add(zeros, v128.and(f64x2.eq(raw, zero), one));
    bads = f64x2.add(bads, v128.and(bad, one));
    low = f64x2.pmin(low, v128.bitselect(low, raw, bad));
    high = f64x2.pmax(high, v128.bitselect(high, raw, bad));
    const d = v128.andnot(f64x2.sub(raw, p0), bad);
    const d2 = f64x2.mul(d, d);
    s1 = f64x2.add(s1, d);
    s2 = f64x2.add(s2, d2);
    s3 = madd64(d2, d, s3);
    s4 = madd64(d2, d2, s4);
    p += stride;
  }
  v128.store(at(state, channels, S1, c), s1);
  v128.store(at(state, channels, S2, c), s2);
  v128.store(at(state, channels, S3, c), s3);
  v128.store(at(state, channels, S4, c), s4);
  v128.store(at(state, channels, ZERO, c), zeros);
  v128.store(at(state, channels, BAD, c), bads);
  v128.store(at(state, channels, LOW, c), low);
  v128.store(at(state, channels, HIGH, c), high);
  const n = at(state, channels, N, c);
  v128.store(n, f64x2.add(v128.load(n), f64x2.splat(<f64>rows)));
}

/** The last of an odd number of channels. */
function addColumn<T>(state: usize, channels: i32, c: i32, from: usize, rows: i32, stride: usize): void {
  const pivot = get(state, channels, PIVOT, c);
  let s1: f64 = 0;
  let s2: f64 = 0;
  let s3: f64 = 0;
  let s4: f64 = 0;
  let zeros: f64 = 0;
  let bads: f64 = 0;
  let low: f64 = Infinity;
  let high: f64 = -Infinity;
  let p = from;
  for (let row = 0; row < rows; row++, p += stride) {
    const x = <f64>load<T>(p);
    if (x == 0) zeros++;
    if (x - x != 0) {
      bads++;
      continue;
    }
    const d = x - pivot;
    s1 += d;
    s2 += d * d;
    s3 += d * d * d;
    s4 += d * d * (d * d);
    low = min(low, x);
    high = max(high, x);
  }
  add(state, channels, S1, c, s1);
  add(state, channels, S2, c, s2);
  add(state, channels, S3, c, s3);
  add(state, channels, S4, c, s4);
  add(state, channels, ZERO, c, zeros);
  add(state, channels, BAD, c, bads);
  add(state, channels, N, c, <f64>rows);
  addExtremes(state, channels, c, low, high);
}
