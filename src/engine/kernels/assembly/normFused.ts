import { sum64, widen } from "./lanes";
import { addQuick, CHAIN } from "./normMoments";
import { madd } from "./normRuns";

/**
 * y = ((x - centre) * scale + offset) * weight + bias for `count` values of float32, without the parameters that are 0;
 * and meanwhile the sums of `next`, values that will be normalized later, around `pivot`: reading the one row and
 * writing the other then go on side by side.
 */
export function applyAndSum(
  x: usize,
  y: usize,
  count: i32,
  centre: f32,
  scale: f32,
  offset: f32,
  weight: usize,
  bias: usize,
  next: usize,
  pivot: f32,
): void {
  if (weight && bias) pass(x, y, count, centre, scale, offset, weight, bias, next, pivot, true, true);
  else if (weight) pass(x, y, count, centre, scale, offset, weight, bias, next, pivot, true, false);
  else if (bias) pass(x, y, count, centre, scale, offset, weight, bias, next, pivot, false, true);
  else pass(x, y, count, centre, scale, offset, weight, bias, next, pivot, false, false);
}

// @ts-ignore: decorator
@inline
function pass(
  x: usize,
  y: usize,
  count: i32,
  centre: f32,
  scale: f32,
  offset: f32,
  weight: usize,
  bias: usize,
  next: usize,
  pivot: f32,
  weighted: bool,
  biased: bool,
): void {
  const c = f32x4.splat(centre);
  const s = f32x4.splat(scale);
  const t = f32x4.splat(offset);
  const p0 = f32x4.splat(pivot);
  let t1 = f64x2.splat(0);
  let t2 = t1;
  const bytes = <usize>count << 2;
  const vectorEnd = bytes & ~31;
  let o: usize = 0;
  while (o < vectorEnd) {
    let a1 = f32x4.splat(0);
    let a2 = a1;
    let b1 = a1;
    let b2 = a1;
    const stop = min(o + CHAIN, vectorEnd);
    for (; o < stop; o += 32) {
      // All loads come before the stores: rows often lie a multiple of 4096 bytes apart, where a load has to wait
      // for a store to the same place within its page.
      let u = v128.load(x + o);
      let v = v128.load(x + o, 16);
      const d = f32x4.sub(v128.load(next + o), p0);
      const e = f32x4.sub(v128.load(next + o, 16), p0);
      u = madd<f32>(f32x4.sub(u, c), s, t);
      v = madd<f32>(f32x4.sub(v, c), s, t);
      if (weighted) {
        u = f32x4.mul(u, v128.load(weight + o));
        v = f32x4.mul(v, v128.load(weight + o, 16));
      }
      if (biased) {
        u = f32x4.add(u, v128.load(bias + o));
        v = f32x4.add(v, v128.load(bias + o, 16));
      }
      v128.store(y + o, u);
      v128.store(y + o, v, 16);
      a1 = f32x4.add(a1, d);
      b1 = f32x4.add(b1, e);
      a2 = madd<f32>(d, d, a2);
      b2 = madd<f32>(e, e, b2);
    }
    t1 = f64x2.add(t1, f64x2.add(widen(a1), widen(b1)));
    t2 = f64x2.add(t2, f64x2.add(widen(a2), widen(b2)));
  }
  let sum = sum64(t1);
  let squares = sum64(t2);
  for (; o < bytes; o += 4) {
    let u = (load<f32>(x + o) - centre) * scale + offset;
    if (weighted) u *= load<f32>(weight + o);
    if (biased) u += load<f32>(bias + o);
    store<f32>(y + o, u);
    const d = <f64>(load<f32>(next + o) - pivot);
    sum += d;
    squares += d * d;
  }
  addQuick(sum, squares);
}
