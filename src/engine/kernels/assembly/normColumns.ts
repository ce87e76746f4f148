import { high, isPlain, madd } from "./normRuns";
import { pair } from "./runs64";

// Normalization of channels that lie side by side, one value each: rows are read in order, every channel's sums and
// coefficients stand in arrays. Rows are `stride` bytes apart; arrays of float64 begin at channel `from`.

/** Sums in `mean`, then deviations in `low` and their squares in `variance`: two passes, corrected. */
export function columnMoments<T>(
  x: usize,
  rows: i32,
  columns: i32,
  stride: usize,
  mean: usize,
  variance: usize,
  low: usize,
): void {
  const bytes = <usize>columns << 3;
  memory.fill(mean, 0, bytes);
  memory.fill(variance, 0, bytes);
  memory.fill(low, 0, bytes);
  for (let r = 0; r < rows; r++) {
    const row = x + <usize>r * stride;
    let c = 0;
    for (; c + 1 < columns; c += 2) addTo(mean, c, pair<T>(row + <usize>c * sizeof<T>()));
    if (c < columns) addOne(mean, c, <f64>load<T>(row + <usize>c * sizeof<T>()));
  }
  for (let c = 0; c < columns; c++) store<f64>(at(mean, c), load<f64>(at(mean, c)) / <f64>rows);
  for (let r = 0; r < rows; r++) {
    const row = x + <usize>r * stride;
    let c = 0;
    for (; c + 1 < columns; c += 2) {
      const d = f64x2.sub(pair<T>(row + <usize>c * sizeof<T>()), v128.load(at(mean, c)));
      addTo(low, c, d);
      addTo(variance, c, f64x2.mul(d, d));
    }
    if (c == columns) continue;
    const d = <f64>load<T>(row + <usize>c * sizeof<T>()) - load<f64>(at(mean, c));
    addOne(low, c, d);
    addOne(variance, c, d * d);
  }
  for (let c = 0; c < columns; c++) {
    const centre = load<f64>(at(mean, c));
    const lack = load<f64>(at(low, c)) / <f64>rows;
    const found = centre + lack;
    store<f64>(at(mean, c), found);
    store<f64>(at(low, c), centre - found + lack);
    store<f64>(at(variance, c), max(0, load<f64>(at(variance, c)) / <f64>rows - lack * lack));
  }
}

export function columnGradientSums<T>(
  x: usize,
  g: usize,
  rows: i32,
  columns: i32,
  stride: usize,
  mean: usize,
  grad: usize,
  gradX: usize,
): void {
  memory.fill(grad, 0, <usize>columns << 3);
  memory.fill(gradX, 0, <usize>columns << 3);
  for (let r = 0; r < rows; r++) {
    const row = <usize>r * stride;
    let c = 0;
    for (; c + 1 < columns; c += 2) {
      const place = row + <usize>c * sizeof<T>();
      const dy = pair<T>(g + place);
      addTo(grad, c, dy);
      addTo(gradX, c, f64x2.mul(dy, f64x2.sub(pair<T>(x + place), v128.load(at(mean, c)))));
    }
    if (c == columns) continue;
    const place = row + <usize>c * sizeof<T>();
    const dy = <f64>load<T>(g + place);
    addOne(grad, c, dy);
    addOne(gradX, c, dy * (<f64>load<T>(x + place) - load<f64>(at(mean, c))));
  }
}

/**
 * z = a * g + b * (x - mean) + d, without g where it is 0. `scratch` has room for four values of T a channel, in
 * which the coefficients are rounded to T; where that does not do, all is computed in float64.
 */
export function applyColumns<T>(
  x: usize,
  g: usize,
  z: usize,
  rows: i32,
  columns: i32,
  stride: usize,
  mean: usize,
  a: usize,
  b: usize,
  d: usize,
  scratch: usize,
): void {
  const size = <usize>((columns + 3) & ~3) * sizeof<T>();
  let plain = true;
  for (let c = 0; c < columns; c++) {
    const centre = load<f64>(at(mean, c));
    const factor = load<f64>(at(b, c));
    const alpha: f64 = g ? load<f64>(at(a, c)) : 0;
    plain = plain && isPlain<T>(centre) && isPlain<T>(factor) && isPlain<T>(alpha);
    const q = scratch + <usize>c * sizeof<T>();
    store<T>(q, <T>centre);
    store<T>(q + size, <T>factor);
    store<T>(q + 2 * size, <T>(load<f64>(at(d, c)) - factor * (centre - high<T>(centre))));
    store<T>(q + 3 * size, <T>alpha);
  }
  for (let r = 0; r < rows; r++) {
    const row = <usize>r * stride;
    let c = 0;
    if (plain) {
      const lanes = 16 / sizeof<T>();
      for (; c + lanes <= columns; c += lanes) {
        const place = row + <usize>c * sizeof<T>();
        const q = scratch + <usize>c * sizeof<T>();
        let y = madd<T>(v128.sub<T>(v128.load(x + place), v128.load(q)), v128.load(q + size), v128.load(q + 2 * size));
        if (g) y = madd<T>(v128.load(g + place), v128.load(q + 3 * size), y);
        v128.store(z + place, y);
      }
    }
    for (; c < columns; c++) {
      const place = row + <usize>c * sizeof<T>();
      let y = load<f64>(at(b, c)) * (<f64>load<T>(x + place) - load<f64>(at(mean, c))) + load<f64>(at(d, c));
      if (g) y += load<f64>(at(a, c)) * <f64>load<T>(g + place);
      store<T>(z + place, <T>y);
    }
  }
}

// @ts-ignore: decorator
@inline
function at(array: usize, c: i32): usize {
  return array + (<usize>c << 3);
}

// @ts-ignore: decorator
@inline
function addTo(array: usize, c: i32, value: v128): void {
  v128.store(at(array, c), f64x2.add(v128.load(at(array, c)), value));
}

// @ts-ignore: decorator
@inline
function addOne(array: usize, c: i32, value: f64): void {
  store<f64>(at(array, c), load<f64>(at(array, c)) + value);
}
