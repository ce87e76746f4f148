import { addColumns64 } from "./columns64";
import { isFinite32, madd32 } from "./lanes";
import { at, BAD, HIGH, LOW, N, PIVOT, S1, S2, S3, S4, ZERO } from "./profileState";
import { countFloat32, countVector32 } from "./tables";

/** Rows whose sums stay in float32 lanes: 16 additions of two rows' terms, whose rounding averages out. */
const CHAIN = 32;
/** Rows that are added at a time. */
const SWEEP = 8;
/**
 * Adds `rows` rows of all channels, which lie side by side, to each channel's power sums: eight rows at a time, and up
 * to 32 rows in float32 lanes before they join float64 sums. `lanes` has room for 144 bytes for every four channels.
 */
// @ts-ignore: decorator
@inline
export function addColumns32(
  state: usize,
  channels: i32,
  from: usize,
  rows: i32,
  lanes: usize,
  table: usize,
  counted: bool,
): void {
  const stride = <usize>channels << 2;
  const whole = channels & ~3;
  const pairs = rows & ~1;
  clearLanes(state, channels, lanes, whole);
  let p = from;
  for (let row = 0; row < pairs; row += CHAIN) {
    const chain = min(CHAIN, pairs - row);
    let r = 0;
    for (; r + SWEEP <= chain; r += SWEEP, p += stride * SWEEP) sweep(p, stride, lanes, whole, SWEEP, table, counted);
    for (; r < chain; r += 2, p += stride << 1) sweep(p, stride, lanes, whole, 2, table, counted);
    flushLanes(state, channels, lanes, whole);
  }
  finishLanes(state, channels, lanes, whole, pairs);
  if (pairs < rows) {
    if (counted) countFloat32(p, channels, table);
    addColumns64<f32>(state, channels, 0, whole, p, 1, 0);
  }
  if (whole == channels) return;
  const rest = from + (<usize>whole << 2);
  addColumns64<f32>(state, channels, whole, channels, rest, rows, stride);
  if (counted) for (let row = 0; row < pairs; row++) countFloat32(rest + <usize>row * stride, channels - whole, table);
}

// What a vector of four channels has in `lanes`, in bytes from its beginning.
const LANES: usize = 144;

// @ts-ignore: decorator
@inline
function sweep(
  from: usize,
  stride: usize,
  lanes: usize,
  whole: i32,
  rows: i32,
  table: usize,
  counted: bool,
): void {
  const zero = f32x4.splat(0);
  let q = lanes;
  const stop = lanes + <usize>(whole >> 2) * LANES;
  for (let first = from; q < stop; first += 16, q += LANES) {
    const p0 = v128.load(q);
    let s1 = v128.load(q, 16);
    let s2 = v128.load(q, 32);
    let s3 = v128.load(q, 48);
    let s4 = v128.load(q, 64);
    let t3 = zero;
    let t4 = zero;
    let low = v128.load(q, 80);
    let high = v128.load(q, 96);
    let zeros = v128.load(q, 112);
    let p = first;
    for (let row = 0; row < rows; row += 2) {
      const x = v128.load(p);
      const y = v128.load(p + stride);
      if (counted) {
        countVector32(p, table);
        countVector32(p + stride, table);
      }
      zeros = i32x4.sub(i32x4.sub(zeros, f32x4.eq(x, zero)), f32x4.eq(y, zero));
      low = f32x4.pmin(low, f32x4.pmin(x, y));
      high = f32x4.pmax(high, f32x4.pmax(x, y));
      const d = f32x4.sub(x, p0);
      const e = f32x4.sub(y, p0);
      s1 = f32x4.add(s1, f32x4.add(d, e));
      const d2 = f32x4.mul(d, d);
      const e2 = f32x4.mul(e, e);
      s2 = f32x4.add(s2, f32x4.add(d2, e2));
      s3 = madd32(d2, d, s3);
      t3 = madd32(e2, e, t3);
      s4 = madd32(d2, d2, s4);
      t4 = madd32(e2, e2, t4);
      p += stride << 1;
    }
    s3 = f32x4.add(s3, t3);
    s4 = f32x4.add(s4, t4);
    if (!isFinite32(s4)) {
      sweepMasked(first, stride, q, rows);
      continue;
    }
    v128.store(q, s1, 16);
    v128.store(q, s2, 32);
    v128.store(q, s3, 48);
    v128.store(q, s4, 64);
    v128.store(q, low, 80);
    v128.store(q, high, 96);
    v128.store(q, zeros, 112);
  }
}

/** Rows of four channels without their non-finite values, which are counted. */
function sweepMasked(from: usize, stride: usize, q: usize, rows: i32): void {
  const zero = f32x4.splat(0);
  const p0 = v128.load(q);
  let p = from;
  for (let row = 0; row < rows; row++, p += stride) {
    const x = v128.load(p);
    const bad = f32x4.ne(f32x4.sub(x, x), zero);
    // All bits set are a NaN, which is never the lower or higher of two.
    const good = v128.or(x, bad);
    const d = v128.andnot(f32x4.sub(x, p0), bad);
    const d2 = f32x4.mul(d, d);
    v128.store(q, f32x4.add(v128.load(q, 16), d), 16);
    v128.store(q, f32x4.add(v128.load(q, 32), d2), 32);
    v128.store(q, madd32(d2, d, v128.load(q, 48)), 48);
    v128.store(q, madd32(d2, d2, v128.load(q, 64)), 64);
    v128.store(q, f32x4.pmin(v128.load(q, 80), good), 80);
    v128.store(q, f32x4.pmax(v128.load(q, 96), good), 96);
    v128.store(q, i32x4.sub(v128.load(q, 112), f32x4.eq(x, zero)), 112);
    v128.store(q, i32x4.sub(v128.load(q, 128), bad), 128);
  }
}

function clearLanes(state: usize, channels: i32, lanes: usize, whole: i32): void {
  const zero = i32x4.splat(0);
  let q = lanes;
  for (let c = 0; c < whole; c += 4, q += LANES) {
    const pivots = at(state, channels, PIVOT, c);
    const low = f32x4.demote_f64x2_zero(v128.load(pivots));
    const high = f32x4.demote_f64x2_zero(v128.load(pivots, 16));
    v128.store(q, v128.shuffle<i64>(low, high, 0, 2));
    clearSums(q);
    v128.store(q, f32x4.splat(Infinity), 80);
    v128.store(q, f32x4.splat(-Infinity), 96);
    v128.store(q, zero, 112);
    v128.store(q, zero, 128);
  }
}

// @ts-ignore: decorator
@inline
function clearSums(q: usize): void {
  const zero = f32x4.splat(0);
  v128.store(q, zero, 16);
  v128.store(q, zero, 32);
  v128.store(q, zero, 48);
  v128.store(q, zero, 64);
}

function flushLanes(state: usize, channels: i32, lanes: usize, whole: i32): void {
  let q = lanes;
  for (let c = 0; c < whole; c += 4, q += LANES) {
    addPromoted(at(state, channels, S1, c), v128.load(q, 16));
    addPromoted(at(state, channels, S2, c), v128.load(q, 32));
    addPromoted(at(state, channels, S3, c), v128.load(q, 48));
    addPromoted(at(state, channels, S4, c), v128.load(q, 64));
    clearSums(q);
  }
}

// @ts-ignore: decorator
@inline
function addPromoted(sums: usize, values: v128): void {
  addTo(sums, f64x2.promote_low_f32x4(values));
  addTo(sums + 16, f64x2.promote_low_f32x4(v128.shuffle<i64>(values, values, 1, 1)));
}

/** Hands counts and extremes over to the channels' state. */
function finishLanes(state: usize, channels: i32, lanes: usize, whole: i32, rows: i32): void {
  const n = f64x2.splat(<f64>rows);
  let q = lanes;
  for (let c = 0; c < whole; c += 4, q += LANES) {
    finishHalf(state, channels, c, q, n);
    finishHalf(state, channels, c + 2, q + 8, n);
  }
}

// @ts-ignore: decorator
@inline
function finishHalf(state: usize, channels: i32, c: i32, q: usize, n: v128): void {
  addTo(at(state, channels, N, c), n);
  addTo(at(state, channels, ZERO, c), f64x2.convert_low_i32x4_u(v128.load64_zero(q, 112)));
  addTo(at(state, channels, BAD, c), f64x2.convert_low_i32x4_u(v128.load64_zero(q, 128)));
  const low = at(state, channels, LOW, c);
  v128.store(low, f64x2.pmin(v128.load(low), f64x2.promote_low_f32x4(v128.load64_zero(q, 80))));
  const high = at(state, channels, HIGH, c);
  v128.store(high, f64x2.pmax(v128.load(high), f64x2.promote_low_f32x4(v128.load64_zero(q, 96))));
}

// @ts-ignore: decorator
@inline
function addTo(sums: usize, values: v128): void {
  v128.store(sums, f64x2.add(v128.load(sums), values));
}
