// Bucket tables: how often each pattern of leading bits occurs. A table of 16 bits is two counters a bucket side by
// side, for values at even and at odd places, because repeated increments of one counter wait for each other.

/** Counts the top 16 bits of the four float32 values at p. */
// @ts-ignore: decorator
@inline
export function countVector32(p: usize, table: usize): void {
  const a = table + (<usize>load<u16>(p, 2) << 3);
  store<u32>(a, load<u32>(a) + 1);
  const b = table + (<usize>load<u16>(p, 6) << 3);
  store<u32>(b, load<u32>(b, 4) + 1, 4);
  const c = table + (<usize>load<u16>(p, 10) << 3);
  store<u32>(c, load<u32>(c) + 1);
  const d = table + (<usize>load<u16>(p, 14) << 3);
  store<u32>(d, load<u32>(d, 4) + 1, 4);
}

// @ts-ignore: decorator
@inline
export function countValue32(p: usize, table: usize): void {
  const a = table + (<usize>load<u16>(p, 2) << 3);
  store<u32>(a, load<u32>(a) + 1);
}

/** Adds each bucket's counters to its float64 total, and clears them. */
export function pourCounters(table: usize, buckets: i32, counters: i32, totals: usize): void {
  let p = table;
  for (let b = 0; b < buckets; b++) {
    let sum: u64 = 0;
    for (let k = 0; k < counters; k++, p += 4) sum += load<u32>(p);
    const total = totals + (<usize>b << 3);
    if (sum > 0) store<f64>(total, load<f64>(total) + <f64>sum);
  }
  memory.fill(table, 0, <usize>(buckets * counters) << 2);
}

/** Counts the top 16 bits of float32 values. */
export function countFloat32(from: usize, count: i32, table: usize): void {
  const vectorEnd = from + (<usize>(count & ~3) << 2);
  const end = from + (<usize>count << 2);
  let p = from;
  for (; p < vectorEnd; p += 16) countVector32(p, table);
  for (; p < end; p += 4) countValue32(p, table);
}

/** Counts the top 19 bits of float64 values, one counter a bucket. */
export function countFloat64(from: usize, count: i32, table: usize): void {
  const end = from + (<usize>count << 3);
  for (let p = from; p < end; p += 8) {
    const a = table + ((load<u32>(p, 4) >> 13) << 2);
    store<u32>(a, load<u32>(a) + 1);
  }
}

/** Counts the four codes of two bytes at p. */
// @ts-ignore: decorator
@inline
export function countVector16(p: usize, table: usize): void {
  const a = table + (<usize>load<u16>(p) << 3);
  store<u32>(a, load<u32>(a) + 1);
  const b = table + (<usize>load<u16>(p, 2) << 3);
  store<u32>(b, load<u32>(b, 4) + 1, 4);
  const c = table + (<usize>load<u16>(p, 4) << 3);
  store<u32>(c, load<u32>(c) + 1);
  const d = table + (<usize>load<u16>(p, 6) << 3);
  store<u32>(d, load<u32>(d, 4) + 1, 4);
}

/** Counts codes of two bytes. */
export function countCodes16(from: usize, count: i32, table: usize): void {
  const vectorEnd = from + (<usize>(count & ~3) << 1);
  const end = from + (<usize>count << 1);
  let p = from;
  for (; p < vectorEnd; p += 8) countVector16(p, table);
  for (; p < end; p += 2) {
    const a = table + (<usize>load<u16>(p) << 3);
    store<u32>(a, load<u32>(a) + 1);
  }
}

/** Counts codes of one byte, four counters a code. */
export function countCodes8(from: usize, count: i32, table: usize): void {
  const groupEnd = from + <usize>(count & ~3);
  const end = from + <usize>count;
  let p = from;
  for (; p < groupEnd; p += 4) {
    const a = table + (<usize>load<u8>(p) << 4);
    store<u32>(a, load<u32>(a) + 1);
    const b = table + (<usize>load<u8>(p, 1) << 4);
    store<u32>(b, load<u32>(b, 4) + 1, 4);
    const c = table + (<usize>load<u8>(p, 2) << 4);
    store<u32>(c, load<u32>(c, 8) + 1, 8);
    const d = table + (<usize>load<u8>(p, 3) << 4);
    store<u32>(d, load<u32>(d, 12) + 1, 12);
  }
  for (; p < end; p++) {
    const a = table + (<usize>load<u8>(p) << 4);
    store<u32>(a, load<u32>(a) + 1);
  }
}
