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
  const push = (from: Float64Array, b: number, by: number) => {
    if (from[b]! > 0) pushBucket(list, format, b, by, from[b]!);
  };
  for (let b = firstSpecial - 1; b >= SUBNORMAL_BUCKETS; b--) push(counts, half + b, 1);
  for (let b = half - 1; scaled && b >= 0; b--) push(scaled, half + b, scale);
  if (zero > 0) list.push(0, 0, zero);
  for (let b = 0; scaled && b < half; b++) push(scaled, b, scale);
  for (let b = SUBNORMAL_BUCKETS; b < firstSpecial; b++) push(counts, b, 1);
  return { ...list.done(), subnormal: scaled ? scaled.reduce((sum, count) => sum + count, 0) : 0 };
}

/** The same of few values, at the cost of sorting them; what is not finite is left out. */
export function fewFloatBuckets(format: FloatFormat, values: Float32Array | Float64Array): Counted {
  const list = createBucketList();
  const sorted = values.filter(Number.isFinite).sort();
  const smallest = format.magnitude(SUBNORMAL_BUCKETS);
  const scaleOf = (value: number) => (Math.abs(value) < smallest ? format.scale : 1);
  // Zeros share theirs with nothing: whatever is subnormal is normal once it is scaled.
  const bucketOf = (value: number) => format.bucketOf(value * scaleOf(value));
  let subnormal = 0;
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    const value = sorted[from]!;
    const [scale, bucket] = [scaleOf(value), bucketOf(value)];
    const isAlike = (other: number) => value === other || (scale === scaleOf(other) && bucket === bucketOf(other));
    while (to < sorted.length && isAlike(sorted[to]!)) to++;
    if (value === 0) list.push(0, 0, to - from);
    else pushBucket(list, format, bucket, scale, to - from);
    if (value !== 0 && scale !== 1) subnormal += to - from;
  }
  return { ...list.done(), subnormal };
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
  /** Of a value that is 0 or normal, the bucket, negative ones from `half` on. */
  bucketOf(value: number): number;
  /** Smallest magnitude of a bucket; of `half` on, of the bucket after the last. */
  magnitude(bucket: number): number;
  /** The largest magnitude of a bucket. */
  lastMagnitude(bucket: number): number;
  /** Counts into `counts` and returns the number of zeros. */
  count(bytes: Uint8Array, counts: Float64Array): number;
  countSubnormals(bytes: Uint8Array, scaled: Float64Array): void;
}

/** @param bucket of either sign; @param scale of the table that it is one of */
function pushBucket(list: BucketList, format: FloatFormat, bucket: number, scale: number, count: number): void {
  const isNegative = bucket >= format.half;
  const { first, last } = range(isNegative ? bucket - format.half : bucket, format, scale);
  const middle = first + (last - first) / 2;
  if (isNegative) list.push(-last, -middle, count);
  else list.push(first, middle, count);
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
  bucketOf(value) {
    bits.setFloat32(0, value);
    return bits.getUint16(0);
  },
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
      scaled[FLOAT32.bucketOf(value * 2 ** 24)]!++;
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
  bucketOf(value) {
    bits.setFloat64(0, value);
    return bits.getUint32(0) >>> 13;
  },
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
      scaled[FLOAT64.bucketOf(value * 2 ** 54)]!++;
    }
  },
};

function float64Of(high: number, low: number): number {
  bits.setInt32(0, high);
  bits.setUint32(4, low);
  return bits.getFloat64(0);
}
