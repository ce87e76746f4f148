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

/** Counts values of one dtype into buckets. */
export interface BucketTable {
  /** What `add` takes: the tensor's own little-endian bytes, or its values decoded to float64. */
  readonly counts: "bytes" | "float64";
  /** Counts values that are aligned to their size. */
  add(bytes: Uint8Array): void;
  take(): Counted;
}

/** All that was counted; `subnormal` is the number of non-zero values below the smallest normal one. */
export interface Counted extends Buckets {
  readonly subnormal: number;
}

/** Buckets in the making, pushed in ascending order. */
export interface BucketList {
  push(lower: number, value: number, count: number): void;
  done(): Buckets;
}

export function createBucketList(): BucketList {
  const [lower, value, count]: [number[], number[], number[]] = [[], [], []];
  return {
    push(low, middle, n) {
      lower.push(low);
      value.push(middle);
      count.push(n);
    },
    done: () => ({
      lower: new Float64Array(lower),
      value: new Float64Array(value),
      count: new Float64Array(count),
    }),
  };
}

export function mergeBuckets(a: Buckets, b: Buckets): Buckets {
  const merged = createBucketList();
  let [i, j] = [0, 0];
  while (i < a.lower.length || j < b.lower.length) {
    const left = a.lower[i] ?? Number.POSITIVE_INFINITY;
    const right = b.lower[j] ?? Number.POSITIVE_INFINITY;
    if (left === right) merged.push(left, a.value[i]!, a.count[i++]! + b.count[j++]!);
    else if (left < right) merged.push(left, a.value[i]!, a.count[i++]!);
    else merged.push(right, b.value[j]!, b.count[j++]!);
  }
  return merged.done();
}
