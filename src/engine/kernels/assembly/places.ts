/** The first place of a value; `count` where it does not occur. */
export function findFloat32(from: usize, count: i32, value: f64): i32 {
  const wanted = f32x4.splat(<f32>value);
  let i = 0;
  for (; i + 3 < count; i += 4) {
    if (v128.any_true(f32x4.eq(v128.load(from + ((<usize>i) << 2)), wanted))) break;
  }
  while (i < count && load<f32>(from + ((<usize>i) << 2)) != <f32>value) i++;
  return i;
}

export function findFloat64(from: usize, count: i32, value: f64): i32 {
  let i = 0;
  while (i < count && load<f64>(from + ((<usize>i) << 3)) != value) i++;
  return i;
}

/**
 * Counts NaN, +Inf and -Inf into three float64 at `into`, looking closer only where a vector has one.
 * Returns the first one's place; `count` where there is none.
 */
function countNonFinite<T>(from: usize, count: i32, into: usize): i32 {
  const zero = v128.splat<T>(0);
  const four = 64 / sizeof<T>();
  memory.fill(into, 0, 24);
  let first = count;
  let i = 0;
  while (i < count) {
    const p = from + <usize>i * sizeof<T>();
    if (i + four <= count) {
      // A value less itself is 0, unless it is not finite.
      const ab = v128.add<T>(nothing<T>(p), nothing<T>(p + 16));
      const cd = v128.add<T>(nothing<T>(p + 32), nothing<T>(p + 48));
      if (!v128.any_true(v128.ne<T>(v128.add<T>(ab, cd), zero))) {
        i += four;
        continue;
      }
    }
    const end = min(i + four, count);
    for (; i < end; i++) if (isCounted<T>(from + <usize>i * sizeof<T>(), into)) first = min(first, i);
  }
  return first;
}

// @ts-ignore: decorator
@inline
function nothing<T>(p: usize): v128 {
  const x = v128.load(p);
  return v128.sub<T>(x, x);
}

/** Counts a value that is not finite. */
// @ts-ignore: decorator
@inline
function isCounted<T>(p: usize, into: usize): bool {
  const x = load<T>(p);
  if (x - x == 0) return false;
  const kind: usize = x != x ? 0 : x > 0 ? 8 : 16;
  store<f64>(into + kind, load<f64>(into + kind) + 1);
  return true;
}

export function countNonFinite32(from: usize, count: i32, into: usize): i32 {
  return countNonFinite<f32>(from, count, into);
}

export function countNonFinite64(from: usize, count: i32, into: usize): i32 {
  return countNonFinite<f64>(from, count, into);
}
