import { type BucketList, type BucketTable, type Counted, createBucketList } from "./buckets";

/**
 * Bucket table of float32 or float64 values: the index is the top bits of the pattern, sign, exponent
 * and 7 mantissa bits. Subnormal numbers have no such bits of their own, so they are scaled into the
 * normal range and counted in a second table of the same make.
 */
export function createFloatTable(format: FloatFormat): Omit<BucketTable, "counts"> {
  const counts = new Float64Array(2 * format.half);
  let scaled: Float64Array | null = null;
  let zero = 0;
  return {
    add(bytes) {
      const before = sumSubnormalBuckets(counts, format);
      const zeros = format.count(bytes, counts);
      zero += zeros;
      if (sumSubnormalBuckets(counts, format) - before === zeros) return;
      scaled ??= new Float64Array(2 * format.half);
      format.countSubnormals(bytes, scaled);
    },
    take: () => floatBuckets(format, counts, scaled, zero),
  };
}

/**
 * The buckets of values counted by the top bits of their pattern.
 *
 * @param scaled counts of subnormal values after scaling; null where there are none
 * @param zero number of zeros, which share buckets with subnormal values
 */
export function floatBuckets(
  format: FloatFormat,
  counts: Float64Array,
  scaled: Float64Array | null,
  zero: number,
): Counted {
  const list = createBucketList();
  const { half, firstSpecial, scale } = format;
  for (let b = firstSpecial - 1; b >= SUBNORMAL_BUCKETS; b--) {
    if (counts[half + b]! > 0) pushNegative(list, counts, b, format, 1);
  }
  for (let b = half - 1; scaled && b >= 0; b--) {
    if (scaled[half + b]! > 0) pushNegative(list, scaled, b, format, scale);
  }
  if (zero > 0) list.push(0, 0, zero);
  for (let b = 0; scaled && b < half; b++) if (scaled[b]! > 0) pushPositive(list, scaled, b, format, scale);
  for (let b = SUBNORMAL_BUCKETS; b < firstSpecial; b++) if (counts[b]! > 0) pushPositive(list, counts, b, format, 1);
  return { ...list.done(), subnormal: scaled ? scaled.reduce((sum, count) => sum + count, 0) : 0 };
}

/** Buckets whose exponent bits are all zero: 2^7 of either sign. */
export const SUBNORMAL_BUCKETS = 128;

export interface FloatFormat {
  /** Number of buckets of one sign. */
  readonly half: number;
  /** First bucket of one sign that holds Inf and NaN. */
  readonly firstSpecial: number;
  /** Distance of neighbouring subnormal numbers. */
  readonly tiny: number;
  /** Power of two that lifts every subnormal number into the normal range. */
  readonly scale: number;
  /** Smallest magnitude of a bucket; of `half` on, of the bucket after the last. */
  magnitude(bucket: number): number;
  /** The largest magnitude of a bucket. */
  lastMagnitude(bucket: number): number;
  /** Counts into `counts` and returns the number of zeros. */
  count(bytes: Uint8Array, counts: Float64Array): number;
  countSubnormals(bytes: Uint8Array, scaled: Float64Array): void;
}

function pushPositive(list: BucketList, counts: Float64Array, b: number, format: FloatFormat, scale: number): void {
  const { first, last } = range(b, format, scale);
  list.push(first, first + (last - first) / 2, counts[b]!);
}

function pushNegative(list: BucketList, counts: Float64Array, b: number, format: FloatFormat, scale: number): void {
  const { first, last } = range(b, format, scale);
  list.push(-last, -(first + (last - first) / 2), counts[format.half + b]!);
}

/** The smallest and largest magnitude in a bucket that the format can represent. */
function range(b: number, format: FloatFormat, scale: number): { first: number; last: number } {
  if (scale === 1) return { first: format.magnitude(b), last: format.lastMagnitude(b) };
  const step = format.tiny * scale;
  const first = Math.ceil(format.magnitude(b) / step);
  const last = Math.ceil(format.magnitude(b + 1) / step) - 1;
  return { first: first * format.tiny, last: last * format.tiny };
}

function sumSubnormalBuckets(counts: Float64Array, format: FloatFormat): number {
  let sum = 0;
  for (let b = 0; b < SUBNORMAL_BUCKETS; b++) sum += counts[b]! + counts[format.half + b]!;
  return sum;
}

const bits = new DataView(new ArrayBuffer(8));

export const FLOAT32: FloatFormat = {
  half: 1 << 15,
  firstSpecial: 0x7f80,
  tiny: 2 ** -149,
  scale: 2 ** 24,
  magnitude: (b) => float32Of(b << 16),
  lastMagnitude: (b) => float32Of((b << 16) | 0xffff),
  count(bytes, counts) {
    const length = bytes.length >> 2;
    const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, 2 * length);
    const values = new Float32Array(bytes.buffer, bytes.byteOffset, length);
    let zeros = 0;
    for (let i = 0; i < length; i++) {
      counts[halves[2 * i + 1]!]!++;
      if (values[i] === 0) zeros++;
    }
    return zeros;
  },
  countSubnormals(bytes, scaled) {
    for (const value of new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2)) {
      if (value === 0 || !(Math.abs(value) < 2 ** -126)) continue;
      bits.setFloat32(0, value * 2 ** 24);
      scaled[bits.getUint16(0)]!++;
    }
  },
};

function float32Of(pattern: number): number {
  bits.setInt32(0, pattern);
  return bits.getFloat32(0);
}

export const FLOAT64: FloatFormat = {
  half: 1 << 18,
  firstSpecial: 0x7ff << 7,
  tiny: 2 ** -1074,
  scale: 2 ** 54,
  magnitude: (b) => float64Of(b << 13, 0),
  lastMagnitude: (b) => float64Of((b << 13) | 0x1fff, 0xffffffff),
  count(bytes, counts) {
    const length = bytes.length >> 3;
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, 2 * length);
    const values = new Float64Array(bytes.buffer, bytes.byteOffset, length);
    let zeros = 0;
    for (let i = 0; i < length; i++) {
      counts[words[2 * i + 1]! >>> 13]!++;
      if (values[i] === 0) zeros++;
    }
    return zeros;
  },
  countSubnormals(bytes, scaled) {
    for (const value of new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length >> 3)) {
      if (value === 0 || !(Math.abs(value) < 2 ** -1022)) continue;
      bits.setFloat64(0, value * 2 ** 54);
      scaled[bits.getUint32(0) >>> 13]!++;
    }
  },
};

function float64Of(high: number, low: number): number {
  bits.setInt32(0, high);
  bits.setUint32(4, low);
  return bits.getFloat64(0);
}
