/**
 * The distribution of finite values as counts in fixed buckets, ascending, empty ones left out.
 * A bucket is a value range of relative width 2^-7 (sign, exponent and 7 mantissa bits), subnormal
 * numbers included; for dtypes of one and two bytes it is a single value. Merging is addition.
 */
export interface Buckets {
  /** Lower edge: a bucket holds the values from its own lower edge up to, not including, any higher bucket's. */
  readonly lower: Float64Array;
  /** The bucket's middle, or its one value. */
  readonly value: Float64Array;
  readonly count: Float64Array;
}

/** One bucket: lower edge, value, count. */
export type BucketRow = [lower: number, value: number, count: number];

export const NO_BUCKETS: Buckets = bucketsOf([]);

export function bucketsOf(ascending: readonly BucketRow[]): Buckets {
  return {
    lower: Float64Array.from(ascending, (row) => row[0]),
    value: Float64Array.from(ascending, (row) => row[1]),
    count: Float64Array.from(ascending, (row) => row[2]),
  };
}

export function mergeBuckets(a: Buckets, b: Buckets): Buckets {
  const rows: BucketRow[] = [];
  let [i, j] = [0, 0];
  while (i < a.lower.length || j < b.lower.length) {
    const left = a.lower[i] ?? Number.POSITIVE_INFINITY;
    const right = b.lower[j] ?? Number.POSITIVE_INFINITY;
    if (left === right) rows.push([left, a.value[i]!, a.count[i++]! + b.count[j++]!]);
    else if (left < right) rows.push([left, a.value[i]!, a.count[i++]!]);
    else rows.push([right, b.value[j]!, b.count[j++]!]);
  }
  return bucketsOf(rows);
}
