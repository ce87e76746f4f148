import { at, PIVOT } from "./profileState";

/** Values of a channel that its pivot is the average of: enough that one outlier does not throw it far off. */
const SAMPLE = 8;

/** Gives a pivot to every channel of the slab that has none. */
export function choosePivots<T>(
  state: usize,
  channels: i32,
  inner: i32,
  values: usize,
  count: i32,
  first: i32,
  left: i32,
): void {
  let c = first;
  let i = 0;
  let run = min(left, count);
  // No channel has its first run in the slab after one run of each.
  for (let runs = 0; i < count && runs <= channels; runs++) {
    const place = at(state, channels, PIVOT, c);
    const pivot = load<f64>(place);
    if (pivot != pivot) store<f64>(place, average<T>(values, i, run, count, inner == 1 ? channels : 1));
    i += run;
    run = min(inner, count - i);
    c = c + 1 == channels ? 0 : c + 1;
  }
}

export function hasPivots(state: usize, channels: i32): bool {
  for (let c = 0; c < channels; c++) {
    const pivot = load<f64>(at(state, channels, PIVOT, c));
    if (pivot != pivot) return false;
  }
  return true;
}

/** Of the finite ones among the first values of a run, or of a column; 0 of none. */
function average<T>(values: usize, i: i32, run: i32, count: i32, step: i32): f64 {
  const end = step == 1 ? i + run : count;
  let sum: f64 = 0;
  let n: f64 = 0;
  let low: f64 = Infinity;
  let high: f64 = -Infinity;
  for (let taken = 0; taken < SAMPLE && i < end; taken++, i += step) {
    const x = <f64>load<T>(values + <usize>i * sizeof<T>());
    if (x - x != 0) continue;
    n++;
    // A running average cannot overflow.
    sum += (x - sum) / n;
    low = min(low, x);
    high = max(high, x);
  }
  const pivot = coarse(sum, high - low);
  return sizeof<T>() == 4 ? <f64>(<f32>pivot) : pivot;
}

/**
 * A number close by, of as few digits as the spread of the values lets it have. Differences of integers, and of all that
 * is stored in few bits, are then such numbers too, whose sums do not always round to the same side.
 */
export function coarse(pivot: f64, spread: f64): f64 {
  const grid = reinterpret<f64>(reinterpret<u64>(spread / 4) & 0x7ff0000000000000);
  const near = nearest(pivot / grid) * grid;
  return spread > 0 && near - near == 0 ? near : pivot;
}
