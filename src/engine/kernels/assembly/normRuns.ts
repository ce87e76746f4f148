// What normalization does to a run of values that share their coefficients, for float32 and float64 alike.

/** a * b + c, rounded once where the machine's fused multiply-add is to be had. */
// @ts-ignore: decorator
@inline
export function madd<T>(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) {
    return sizeof<T>() == 4 ? f32x4.relaxed_madd(a, b, c) : f64x2.relaxed_madd(a, b, c);
  }
  return v128.add<T>(v128.mul<T>(a, b), c);
}

/** Factors beyond these may leave the type's normal range somewhere on the way. */
// @ts-ignore: decorator
@inline
export function isPlain<T>(factor: f64): bool {
  const size = abs(factor);
  const most: f64 = sizeof<T>() == 4 ? 1e30 : 1e140;
  return size == 0 || (size > 1 / most && size < most);
}

/** The part of a mean that the type holds; the rest joins the offset, so that no digits are lost. */
// @ts-ignore: decorator
@inline
export function high<T>(mean: f64): f64 {
  return <f64>(<T>mean);
}

/** y = (x - mean) * scale + shift. */
export function applyRun<T>(x: usize, y: usize, count: i32, mean: f64, scale: f64, shift: f64): void {
  if (!isPlain<T>(scale) || !isPlain<T>(mean)) return applyExactly<T>(x, y, count, mean, scale, shift);
  const centre = <T>mean;
  const factor = <T>scale;
  const offset = <T>(shift - (mean - high<T>(mean)) * scale);
  const c = v128.splat<T>(centre);
  const f = v128.splat<T>(factor);
  const o = v128.splat<T>(offset);
  const end = x + <usize>count * sizeof<T>();
  const vectorEnd = x + (<usize>count * sizeof<T>() & ~31);
  while (x < vectorEnd) {
    const a = v128.load(x);
    const b = v128.load(x, 16);
    v128.store(y, madd<T>(v128.sub<T>(a, c), f, o));
    v128.store(y, madd<T>(v128.sub<T>(b, c), f, o), 16);
    x += 32;
    y += 32;
  }
  for (; x < end; x += sizeof<T>(), y += sizeof<T>()) store<T>(y, <T>((load<T>(x) - centre) * factor + offset));
}

function applyExactly<T>(x: usize, y: usize, count: i32, mean: f64, scale: f64, shift: f64): void {
  for (let i = 0; i < count; i++, x += sizeof<T>(), y += sizeof<T>()) {
    store<T>(y, <T>((<f64>load<T>(x) - mean) * scale + shift));
  }
}

/** z = a * g + b * (x - mean) + d. */
export function applyGradientRun<T>(
  x: usize,
  g: usize,
  z: usize,
  count: i32,
  mean: f64,
  a: f64,
  b: f64,
  d: f64,
): void {
  if (!isPlain<T>(a) || !isPlain<T>(b) || !isPlain<T>(mean) || !isPlain<T>(d)) {
    for (let i = 0; i < count; i++, x += sizeof<T>(), g += sizeof<T>(), z += sizeof<T>()) {
      store<T>(z, <T>(a * <f64>load<T>(g) + b * (<f64>load<T>(x) - mean) + d));
    }
    return;
  }
  const offset = <T>(d - b * (mean - high<T>(mean)));
  const va = v128.splat<T>(<T>a);
  const vb = v128.splat<T>(<T>b);
  const vc = v128.splat<T>(<T>mean);
  const vd = v128.splat<T>(offset);
  const end = x + <usize>count * sizeof<T>();
  const vectorEnd = x + (<usize>count * sizeof<T>() & ~31);
  while (x < vectorEnd) {
    const x0 = v128.sub<T>(v128.load(x), vc);
    const x1 = v128.sub<T>(v128.load(x, 16), vc);
    const g0 = v128.load(g);
    const g1 = v128.load(g, 16);
    v128.store(z, madd<T>(va, g0, madd<T>(vb, x0, vd)));
    v128.store(z, madd<T>(va, g1, madd<T>(vb, x1, vd)), 16);
    x += 32;
    g += 32;
    z += 32;
  }
  for (; x < end; x += sizeof<T>(), g += sizeof<T>(), z += sizeof<T>()) {
    store<T>(z, <T>(<T>a * load<T>(g) + <T>b * (load<T>(x) - <T>mean) + offset));
  }
}
