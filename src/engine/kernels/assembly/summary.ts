import { FLOAT32 } from "./decode";
import { isFinite32, madd32, widen } from "./lanes";
import { addExtremes4, addPowers, clearSums, takeSums } from "./laneSums";
import { finishState } from "./mergeSums";
import { choosePivots } from "./pivots";
import { add, clearSlab, clearState, get, N, PIVOT } from "./profileState";
import { addMasked } from "./quickRuns";
import { addExactly, isWell, mergeAll, movePivots } from "./slab";

// Count, mean, variance and extremes of values as they lie, at the speed of memory: a profile of one channel without
// its third and fourth moments, which the state has no use for, and without zeros and buckets.

const SLAB = 1 << 20;
/** So few are summed in float64, which takes no time. */
const FEW = 1 << 16;
/** Bytes whose sums stay in float32 lanes: 32 additions, whose rounding averages out. */
const CHAIN: usize = 32 * 32;

/** `lanes` has room for 128 bytes. */
export function summarize32(state: usize, lanes: usize, values: usize, count: i32): void {
  clearState(state, 1);
  for (let rest = count; rest > 0; rest -= SLAB, values += SLAB << 2) {
    const n = min(rest, SLAB);
    choosePivots<f32>(state, 1, n, values, n, 0, n);
    clearSlab(state, 1);
    if (n > FEW) {
      clearSums(lanes, 1);
      addQuickly(lanes, <f32>get(state, 1, PIVOT, 0), values, n);
      takeSums(lanes, state, 1);
      add(state, 1, N, 0, <f64>n);
      if (isWell(state, 1)) {
        mergeAll(state, 1);
        continue;
      }
      movePivots(state, 1, true);
      clearSlab(state, 1);
    }
    addExactly<f32>(state, 1, n, values, n, 0, n);
  }
  finishState(state, 1);
}

export function summarize64(state: usize, values: usize, count: i32): void {
  clearState(state, 1);
  if (count == 0) return;
  choosePivots<f64>(state, 1, count, values, count, 0, count);
  clearSlab(state, 1);
  addExactly<f64>(state, 1, count, values, count, 0, count);
  finishState(state, 1);
}

function addQuickly(q: usize, pivot: f32, from: usize, count: i32): void {
  const zero = f32x4.splat(0);
  const none = f64x2.splat(0);
  const p0 = f32x4.splat(pivot);
  let sum1 = none;
  let sum2 = none;
  let low = f32x4.splat(Infinity);
  let high = f32x4.splat(-Infinity);
  let p = from;
  const end = from + (<usize>count << 2);
  const pairEnd = from + (<usize>(count & ~7) << 2);
  while (p < pairEnd) {
    let s1 = zero;
    let s2 = zero;
    let t1 = zero;
    let t2 = zero;
    const first = p;
    const lowBefore = low;
    const highBefore = high;
    const stop = min(p + CHAIN, pairEnd);
    for (; p < stop; p += 32) {
      const x = v128.load(p);
      const y = v128.load(p, 16);
      low = f32x4.pmin(low, f32x4.pmin(x, y));
      high = f32x4.pmax(high, f32x4.pmax(x, y));
      const d = f32x4.sub(x, p0);
      const e = f32x4.sub(y, p0);
      s1 = f32x4.add(s1, d);
      t1 = f32x4.add(t1, e);
      s2 = madd32(d, d, s2);
      t2 = madd32(e, e, t2);
    }
    s2 = f32x4.add(s2, t2);
    if (isFinite32(s2)) {
      sum1 = f64x2.add(sum1, widen(f32x4.add(s1, t1)));
      sum2 = f64x2.add(sum2, widen(s2));
    } else {
      low = lowBefore;
      high = highBefore;
      addMasked(q, p0, FLOAT32, first, stop);
    }
  }
  addPowers(q, sum1, sum2, none, none);
  addExtremes4(q, low, high);
  if (p < end) addMasked(q, p0, FLOAT32, p, end);
}
