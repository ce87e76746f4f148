import { madd32 } from "./lanes";

// Matrix products of float32. Every value of the result is summed in the order of `inner`, in float32, so that a
// result does not depend on how many rows or columns there are beside it but by fused multiply-add.

/**
 * c = a b, or c + a b: a has rows x inner values that lie aRow and aColumn bytes apart; b has inner rows, c has rows,
 * each of `columns` values one after the other.
 */
export function multiply32(
  a: usize,
  aRow: usize,
  aColumn: usize,
  b: usize,
  c: usize,
  rows: i32,
  inner: i32,
  columns: i32,
  add: bool,
): void {
  const stride = <usize>columns << 2;
  let j = 0;
  for (; j + 8 <= columns; j += 8) {
    const bj = b + (<usize>j << 2);
    const cj = c + (<usize>j << 2);
    let i = 0;
    for (; i + 4 <= rows; i += 4) fourRows(a + <usize>i * aRow, aRow, aColumn, bj, cj + <usize>i * stride, stride, inner, add);
    for (; i < rows; i++) {
      oneRow(a + <usize>i * aRow, aColumn, bj, cj + <usize>i * stride, stride, inner, add);
      oneRow(a + <usize>i * aRow, aColumn, bj + 16, cj + <usize>i * stride + 16, stride, inner, add);
    }
  }
  for (; j + 4 <= columns; j += 4) {
    const place = <usize>j << 2;
    for (let i = 0; i < rows; i++) oneRow(a + <usize>i * aRow, aColumn, b + place, c + <usize>i * stride + place, stride, inner, add);
  }
  for (; j < columns; j++) {
    const place = <usize>j << 2;
    for (let i = 0; i < rows; i++) oneValue(a + <usize>i * aRow, aColumn, b + place, c + <usize>i * stride + place, stride, inner, add);
  }
}

/** Four rows and eight columns: eight sums stay in registers. */
// @ts-ignore: decorator
@inline
function fourRows(a: usize, aRow: usize, aColumn: usize, b: usize, c: usize, stride: usize, inner: i32, add: bool): void {
  const zero = f32x4.splat(0);
  const c1 = c + stride;
  const c2 = c1 + stride;
  const c3 = c2 + stride;
  let s00 = zero, s01 = zero, s10 = zero, s11 = zero, s20 = zero, s21 = zero, s30 = zero, s31 = zero;
  if (add) {
    s00 = v128.load(c); s01 = v128.load(c, 16);
    s10 = v128.load(c1); s11 = v128.load(c1, 16);
    s20 = v128.load(c2); s21 = v128.load(c2, 16);
    s30 = v128.load(c3); s31 = v128.load(c3, 16);
  }
  let a1 = a + aRow;
  let a2 = a1 + aRow;
  let a3 = a2 + aRow;
  for (let k = 0; k < inner; k++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load32_splat(a);
    s00 = madd32(x, b0, s00);
    s01 = madd32(x, b1, s01);
    x = v128.load32_splat(a1);
    s10 = madd32(x, b0, s10);
    s11 = madd32(x, b1, s11);
    x = v128.load32_splat(a2);
    s20 = madd32(x, b0, s20);
    s21 = madd32(x, b1, s21);
    x = v128.load32_splat(a3);
    s30 = madd32(x, b0, s30);
    s31 = madd32(x, b1, s31);
    a += aColumn;
    a1 += aColumn;
    a2 += aColumn;
    a3 += aColumn;
    b += stride;
  }
  v128.store(c, s00); v128.store(c, s01, 16);
  v128.store(c1, s10); v128.store(c1, s11, 16);
  v128.store(c2, s20); v128.store(c2, s21, 16);
  v128.store(c3, s30); v128.store(c3, s31, 16);
}

/** One row and four columns. */
// @ts-ignore: decorator
@inline
function oneRow(a: usize, aColumn: usize, b: usize, c: usize, stride: usize, inner: i32, add: bool): void {
  let sum = add ? v128.load(c) : f32x4.splat(0);
  for (let k = 0; k < inner; k++) {
    sum = madd32(v128.load32_splat(a), v128.load(b), sum);
    a += aColumn;
    b += stride;
  }
  v128.store(c, sum);
}

// @ts-ignore: decorator
@inline
function oneValue(a: usize, aColumn: usize, b: usize, c: usize, stride: usize, inner: i32, add: bool): void {
  let sum: f32 = add ? load<f32>(c) : 0;
  for (let k = 0; k < inner; k++) {
    sum += load<f32>(a) * load<f32>(b);
    a += aColumn;
    b += stride;
  }
  store<f32>(c, sum);
}
