import { high, madd } from "./normRuns";

// What normRuns.ts does, to four runs side by side, `stride` bytes apart: where a run begins, reading and writing wait,
// but not four times as long. All loads come before the stores, because runs often lie a multiple of 4096 bytes apart,
// where a load has to wait for a store to the same place within its page. Factors must be plain.

/** y = (x - mean) * scale + shift. */
export function applyFourRuns<T>(
  x: usize,
  y: usize,
  count: i32,
  stride: usize,
  mean: f64,
  scale: f64,
  shift: f64,
): void {
  const centre = <T>mean;
  const factor = <T>scale;
  const offset = <T>(shift - (mean - high<T>(mean)) * scale);
  const c = v128.splat<T>(centre);
  const f = v128.splat<T>(factor);
  const o = v128.splat<T>(offset);
  const end = x + <usize>count * sizeof<T>();
  const vectorEnd = x + (<usize>count * sizeof<T>() & ~15);
  let p = x + 2 * stride;
  let q = y + 2 * stride;
  for (; x < vectorEnd; x += 16, y += 16, p += 16, q += 16) {
    const x0 = v128.load(x);
    const x1 = v128.load(x + stride);
    const x2 = v128.load(p);
    const x3 = v128.load(p + stride);
    v128.store(y, madd<T>(v128.sub<T>(x0, c), f, o));
    v128.store(y + stride, madd<T>(v128.sub<T>(x1, c), f, o));
    v128.store(q, madd<T>(v128.sub<T>(x2, c), f, o));
    v128.store(q + stride, madd<T>(v128.sub<T>(x3, c), f, o));
  }
  for (; x < end; x += sizeof<T>(), y += sizeof<T>(), p += sizeof<T>(), q += sizeof<T>()) {
    store<T>(y, (load<T>(x) - centre) * factor + offset);
    store<T>(y + stride, (load<T>(x + stride) - centre) * factor + offset);
    store<T>(q, (load<T>(p) - centre) * factor + offset);
    store<T>(q + stride, (load<T>(p + stride) - centre) * factor + offset);
  }
}

/** z = a * g + b * (x - mean) + d. */
export function applyFourGradientRuns<T>(
  x: usize,
  g: usize,
  z: usize,
  count: i32,
  stride: usize,
  mean: f64,
  a: f64,
  b: f64,
  d: f64,
): void {
  const offset = <T>(d - b * (mean - high<T>(mean)));
  const va = v128.splat<T>(<T>a);
  const vb = v128.splat<T>(<T>b);
  const vc = v128.splat<T>(<T>mean);
  const vd = v128.splat<T>(offset);
  const bytes = <usize>count * sizeof<T>();
  const vectorEnd = bytes & ~15;
  // Not twice as many streams of each kind: there are three kinds.
  for (let half = 0; half < 2; half++, x += 2 * stride, g += 2 * stride, z += 2 * stride) {
    let o: usize = 0;
    for (; o < vectorEnd; o += 16) {
      const p = x + o;
      const q = g + o;
      const x0 = v128.load(p);
      const x1 = v128.load(p + stride);
      const g0 = v128.load(q);
      const g1 = v128.load(q + stride);
      const y = z + o;
      v128.store(y, madd<T>(va, g0, madd<T>(vb, v128.sub<T>(x0, vc), vd)));
      v128.store(y + stride, madd<T>(va, g1, madd<T>(vb, v128.sub<T>(x1, vc), vd)));
    }
    for (; o < bytes; o += sizeof<T>()) {
      store<T>(z + o, <T>a * load<T>(g + o) + (<T>b * (load<T>(x + o) - <T>mean) + offset));
      const p = o + stride;
      store<T>(z + p, <T>a * load<T>(g + p) + (<T>b * (load<T>(x + p) - <T>mean) + offset));
    }
  }
}
