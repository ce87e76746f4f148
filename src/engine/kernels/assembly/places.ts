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

/** Counts NaN, +Inf and -Inf into three float64 at `into`. Returns the first one's place; `count` where there is none. */
export function countNonFinite<T>(from: usize, count: i32, into: usize): i32 {
  let first = count;
  let nan = 0;
  let positive = 0;
  let negative = 0;
  for (let i = 0; i < count; i++) {
    const x = load<T>(from + <usize>i * sizeof<T>());
    if (x - x == 0) continue;
    if (first == count) first = i;
    if (x != x) nan++;
    else if (x > 0) positive++;
    else negative++;
  }
  store<f64>(into, nan);
  store<f64>(into, positive, 8);
  store<f64>(into, negative, 16);
  return first;
}

export function countNonFinite32(from: usize, count: i32, into: usize): i32 {
  return countNonFinite<f32>(from, count, into);
}

export function countNonFinite64(from: usize, count: i32, into: usize): i32 {
  return countNonFinite<f64>(from, count, into);
}
