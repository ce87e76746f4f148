import type { LayerPart } from "../run/runRecord";
import type { Buckets } from "../statistics/buckets";
import { FLOAT32 } from "../statistics/floatTable";

/**
 * How the values of one step are distributed over the buckets of float32: sign, exponent and 7 bits of the mantissa.
 * Merging is addition of counts.
 */
export interface Distribution {
  /** Ascending by value: b for bucket b of the positive numbers, −b of the negative ones; 0 holds zeros, and what is below 2^-133. */
  readonly keys: Int16Array;
  readonly counts: Float64Array | Uint32Array;
  readonly total: number;
}

/** A key's place in the tables below is its magnitude. */
const { half, firstSpecial } = FLOAT32;
const FIRST = Float64Array.from({ length: firstSpecial }, (_, b) => FLOAT32.magnitude(b));
/** By key, from the lowest on. */
const MIDDLES = Float64Array.from({ length: 2 * firstSpecial - 1 }, (_, place) => {
  const key = place - firstSpecial + 1;
  const first = FIRST[Math.abs(key)]!;
  return Math.sign(key) * (first + (FLOAT32.lastMagnitude(Math.abs(key)) - first) / 2);
});
/** Where the next bucket begins; of the last, its largest number. */
const NEXT = FIRST.map((_, b) => (b + 1 < firstSpecial ? FIRST[b + 1]! : FLOAT32.lastMagnitude(b)));

/** The middle of a key's bucket; 0 of the lowest, which holds the zeros. */
export function middleOf(key: number): number {
  return MIDDLES[key + firstSpecial - 1]!;
}

/**
 * The lower edge of the bin that a key's bucket lies in, where bins are `width` wide and begin at multiples of it; buckets
 * that are wider are bins of their own. Those of a multiple of the width by a power of two nest.
 *
 * @param width a power of two, or 0 for the buckets themselves
 */
export function lowerEdge(key: number, width: number): number {
  const b = Math.abs(key);
  const [first, next] = [FIRST[b]!, NEXT[b]!];
  if (next - first >= width) return key < 0 ? -next : first;
  const place = Math.floor(first / width);
  return (key < 0 ? -place - 1 : place) * width;
}

/** A layer's logged buckets. Values that are infinite as float32 count as the largest. @param codes ascending */
export function distributionOf({ codes, counts }: NonNullable<LayerPart["buckets"]>): Distribution {
  const list = createList(codes.length);
  let positive = codes.length;
  for (; positive > 0 && codes[positive - 1]! >= half; positive--) {}
  for (let i = codes.length - 1; i >= positive; i--) list.push(keyOf(codes[i]!), counts[i]!);
  for (let i = 0; i < positive; i++) list.push(keyOf(codes[i]!), counts[i]!);
  return list.done();
}

/** A tensor's own buckets, at the resolution of logged ones: those of narrow types are finer, those of float64 reach farther. */
export function distributionOfBuckets({ value, count }: Buckets): Distribution {
  const list = createList(value.length);
  const bits = new Uint16Array(new Float32Array(value).buffer);
  for (let i = 0; i < value.length; i++) list.push(keyOf(bits[2 * i + 1]!), count[i]!);
  return list.done();
}

function keyOf(code: number): number {
  return code < half ? Math.min(code, firstSpecial - 1) : -Math.min(code - half, firstSpecial - 1);
}

export function mergeDistributions(a: Distribution, b: Distribution): Distribution {
  const list = createList(a.keys.length + b.keys.length);
  let [i, j] = [0, 0];
  while (i < a.keys.length || j < b.keys.length) {
    const fromA = j >= b.keys.length || (i < a.keys.length && a.keys[i]! <= b.keys[j]!);
    if (fromA) list.push(a.keys[i]!, a.counts[i++]!);
    else list.push(b.keys[j]!, b.counts[j++]!);
  }
  return list.done();
}

/** The same values in bins of a width; see lowerEdge. A bin's key is that of one of its buckets. */
export function binned(distribution: Distribution, width: number): Distribution {
  const list = createList(distribution.keys.length);
  let edge = Number.NaN;
  let key = 0;
  let count = 0;
  for (let i = 0; i < distribution.keys.length; i++) {
    const next = distribution.keys[i]!;
    const lower = lowerEdge(next, width);
    if (lower !== edge) {
      list.push(key, count);
      count = 0;
      edge = lower;
    }
    key = next;
    count += distribution.counts[i]!;
  }
  list.push(key, count);
  return list.done();
}

/** Keys in the making, pushed in ascending order; one that is pushed again is added to. */
function createList(most: number) {
  const keys = new Int16Array(most);
  const counts = new Float64Array(most);
  let length = 0;
  let total = 0;
  let narrow = true;
  return {
    push(key: number, count: number): void {
      if (count === 0) return;
      if (length === 0 || keys[length - 1] !== key) keys[length++] = key;
      const sum = counts[length - 1]! + count;
      counts[length - 1] = sum;
      total += count;
      narrow &&= sum === sum >>> 0;
    },
    done(): Distribution {
      const own = counts.subarray(0, length);
      return { keys: keys.slice(0, length), counts: narrow ? new Uint32Array(own) : own.slice(), total };
    },
  };
}
