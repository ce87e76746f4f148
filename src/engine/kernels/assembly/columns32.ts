import { addColumns64 } from "./columns64";
import { madd32 } from "./lanes";
import { add, addExtremes, at, BAD, N, PIVOT, S1, S2, S3, S4, ZERO } from "./profileState";
import { countFloat32, countVector32 } from "./tables";

/** Rows whose sums stay in float32 lanes. */
const CHAIN = 32;
/** Rows that are added at a time. */
const SWEEP = 4;
/**
 * Adds `rows` rows of all channels, which lie side by side, to each channel's power sums: four rows at a time, so
 * that memory is read in order, and up to 32 rows in float32 lanes before they join float64 sums. `lanes` has room
 * for 144 bytes for every four channels.
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
  masked: bool,
): void {
  const stride = <usize>channels << 2;
  const whole = channels & ~3;
  const pairs = rows & ~1;
  clearLanes(state, channels, lanes, whole);
  let p = from;
  for (let row = 0; row < pairs; row += CHAIN) {
    const chain = min(CHAIN, pairs - row);
    let r = 0;
    for (; r + SWEEP <= chain; r += SWEEP) {
      sweep(p, stride, lanes, whole, SWEEP, table, counted, masked);
      p += stride * SWEEP;
    }
    for (; r < chain; r += 2) {
      sweep(p, stride, lanes, whole, 2, table, counted, masked);
      p += stride << 1;
    }
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
  masked: bool,
): void {
  const zero = f32x4.splat(0);
  let q = lanes;
  const end = lanes + <usize>(whole >> 2) * LANES;
  for (let first = from; q < end; first += 16, q += LANES) {
    const p0 = v128.load(q);
    let s1 = v128.load(q, 16);
    let s2 = v128.load(q, 32);
    let s3 = v128.load(q, 48);
    let s4 = v128.load(q, 64);
    let low = v128.load(q, 80);
    let high = v128.load(q, 96);
    let zeros = v128.load(q, 112);
    let bads = zero;
    if (masked) bads = v128.load(q, 128);
    let p = first;
    for (let row = 0; row < rows; row += 2) {
      let x = v128.load(p);
      let y = v128.load(p + stride);
      if (counted) {
        countVector32(p, table);
        countVector32(p + stride, table);
      }
      zeros = i32x4.sub(i32x4.sub(zeros, f32x4.eq(x, zero)), f32x4.eq(y, zero));
      if (masked) {
        const badX = f32x4.ne(f32x4.sub(x, x), zero);
        const badY = f32x4.ne(f32x4.sub(y, y), zero);
        bads = i32x4.sub(i32x4.sub(bads, badX), badY);
        low = f32x4.pmin(f32x4.pmin(low, v128.bitselect(low, x, badX)), v128.bitselect(low, y, badY));
        high = f32x4.pmax(f32x4.pmax(high, v128.bitselect(high, x, badX)), v128.bitselect(high, y, badY));
        x = v128.bitselect(p0, x, badX);
        y = v128.bitselect(p0, y, badY);
      } else {
        low = f32x4.pmin(low, f32x4.pmin(x, y));
        high = f32x4.pmax(high, f32x4.pmax(x, y));
      }
      const d = f32x4.sub(x, p0);
      const e = f32x4.sub(y, p0);
      s1 = f32x4.add(s1, f32x4.add(d, e));
      const d2 = f32x4.mul(d, d);
      const e2 = f32x4.mul(e, e);
      s2 = f32x4.add(s2, f32x4.add(d2, e2));
      s3 = f32x4.add(s3, madd32(d2, d, f32x4.mul(e2, e)));
      s4 = f32x4.add(s4, madd32(d2, d2, f32x4.mul(e2, e2)));
      p += stride << 1;
    }
    v128.store(q, s1, 16);
    v128.store(q, s2, 32);
    v128.store(q, s3, 48);
    v128.store(q, s4, 64);
    v128.store(q, low, 80);
    v128.store(q, high, 96);
    v128.store(q, zeros, 112);
    if (masked) v128.store(q, bads, 128);
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
function addPromoted(into: usize, sums: v128): void {
  v128.store(into, f64x2.add(v128.load(into), f64x2.promote_low_f32x4(sums)));
  const upper = f64x2.promote_low_f32x4(v128.shuffle<i64>(sums, sums, 1, 1));
  v128.store(into, f64x2.add(v128.load(into, 16), upper), 16);
}

function finishLanes(state: usize, channels: i32, lanes: usize, whole: i32, rows: i32): void {
  for (let c = 0; c < whole; c++) {
    const q = lanes + <usize>(c >> 2) * LANES + (<usize>(c & 3) << 2);
    add(state, channels, N, c, <f64>rows);
    add(state, channels, ZERO, c, <f64>load<i32>(q, 112));
    add(state, channels, BAD, c, <f64>load<i32>(q, 128));
    addExtremes(state, channels, c, <f64>load<f32>(q, 80), <f64>load<f32>(q, 96));
  }
}
