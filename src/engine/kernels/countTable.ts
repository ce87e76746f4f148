import { codeValues } from "../decode";
import type { Counted } from "../statistics/buckets";
import { codeBuckets, fewCodeBuckets } from "../statistics/codeTable";
import {
  FLOAT32,
  FLOAT64,
  type FloatFormat,
  fewFloatBuckets,
  floatBuckets,
  SUBNORMAL_BUCKETS,
} from "../statistics/floatTable";
import { DTYPE_BYTES, type Dtype } from "../tensor";
import type { ProfileExports } from "./profileExports";

/** The bucket table of a dtype in the kernels' memory. */
export interface CountTable {
  /** Of the counters, and of the totals they are poured into. */
  readonly counterBytes: number;
  readonly totalBytes: number;
  /** Clears both and counts. */
  open(exports: ProfileExports, buffer: ArrayBuffer, counters: number, totals: number): OpenTable;
}

export interface OpenTable {
  /** Whether the kernel that sums the values counts them too. */
  readonly fused: boolean;
  /**
   * Counts a slab's values, `zeros` of which are 0, or notes that they have been counted; `decoded` says where.
   * Returns whether some may be infinite; else all that are not finite are NaN.
   */
  add(bytes: Uint8Array, count: number, zeros: number, decoded: () => number): boolean;
  take(): Counted;
}

/** Emptying a table of 65,536 buckets or more and looking through it costs as much as sorting some thousand values. */
const FEW = 512;

/** @param elements how many values there will be */
export function countTable(dtype: Dtype, elements: number): CountTable {
  if (DTYPE_BYTES[dtype] === 1) return codes(dtype, 256, 4, "countCodes8");
  if (elements <= FEW) return few(dtype, elements);
  if (DTYPE_BYTES[dtype] === 2) return codes(dtype, 65_536, 2, null);
  return dtype === "float32" ? floats(FLOAT32, 2, null) : floats(FLOAT64, 1, "countFloat64");
}

/** Keeps the values, which are counted once there are no more. */
function few(dtype: Dtype, elements: number): CountTable {
  const codes = DTYPE_BYTES[dtype] === 2;
  const width = codes ? 2 : dtype === "float32" ? 4 : 8;
  return {
    ...tableBytes(0, 0),
    open(_exports, buffer) {
      const kept = new Uint8Array(elements * width);
      let length = 0;
      return {
        fused: false,
        add(bytes, count, _zeros, decoded) {
          kept.set(codes ? bytes : new Uint8Array(buffer, decoded(), count * width), length);
          length += count * width;
          return true;
        },
        take: () => bucketsOfFew(dtype, kept.slice(0, length).buffer),
      };
    },
  };
}

function bucketsOfFew(dtype: Dtype, kept: ArrayBuffer): Counted {
  if (DTYPE_BYTES[dtype] === 2) return fewCodeBuckets(dtype, new Uint16Array(kept));
  if (dtype === "float32") return fewFloatBuckets(FLOAT32, new Float32Array(kept));
  return fewFloatBuckets(FLOAT64, new Float64Array(kept));
}

/** @param counters how many counters a code has, whose sum counts */
function codes(dtype: Dtype, size: number, counters: number, kernel: "countCodes8" | null): CountTable {
  return {
    ...tableBytes(size, counters),
    open(exports, buffer, table, totals) {
      const drained = drain(exports, buffer, { table, totals, size, counters });
      const values = codeValues(dtype);
      const grew = watch(
        drained,
        [values.indexOf(Infinity), values.indexOf(-Infinity)].filter((code) => code >= 0),
      );
      return {
        fused: kernel === null,
        add(bytes, count) {
          if (kernel) exports[kernel](bytes.byteOffset, count, table);
          const infinite = grew();
          if (drained.after(count)) grew();
          return infinite;
        },
        take: () => codeBuckets(dtype, drained.counts()),
      };
    },
  };
}

function floats(format: FloatFormat, counters: number, kernel: "countFloat64" | null): CountTable {
  const size = 2 * format.half;
  return {
    ...tableBytes(size, counters),
    open(exports, buffer, table, totals) {
      const drained = drain(exports, buffer, { table, totals, size, counters });
      // Some NaN, which nothing computes, share these buckets.
      const grew = watch(drained, [format.firstSpecial, format.half + format.firstSpecial]);
      let scaled: Float64Array | null = null;
      let zero = 0;
      let low = 0;
      return {
        fused: kernel === null,
        add(_bytes, count, zeros, decoded) {
          if (kernel) exports[kernel](decoded(), count, table);
          zero += zeros;
          const lowBefore = low;
          low = drained.sum(0, SUBNORMAL_BUCKETS) + drained.sum(format.half, format.half + SUBNORMAL_BUCKETS);
          if (low - lowBefore !== zeros) {
            scaled ??= new Float64Array(size);
            format.countSubnormals(new Uint8Array(buffer, decoded(), count * (format === FLOAT32 ? 4 : 8)), scaled);
          }
          const infinite = grew();
          if (drained.after(count)) {
            low = 0;
            grew();
          }
          return infinite;
        },
        take: () => floatBuckets(format, drained.counts(), scaled, zero),
      };
    },
  };
}

/** Returns a function that tells whether buckets have other counts than when it was last asked. */
function watch({ sum }: ReturnType<typeof drain>, buckets: readonly number[]): () => boolean {
  let last = 0;
  return () => {
    const before = last;
    last = buckets.reduce((all, b) => all + sum(b, b + 1), 0);
    return last !== before;
  };
}

function tableBytes(size: number, counters: number) {
  return { counterBytes: size * counters * 4, totalBytes: size * 8 };
}

interface Region {
  readonly table: number;
  readonly totals: number;
  readonly size: number;
  readonly counters: number;
}

/** Counters have 32 bits: before one can overflow, all are added to totals that cannot. */
const MOST = 2 ** 31;

function drain(exports: ProfileExports, buffer: ArrayBuffer, { table, totals, size, counters }: Region) {
  const counted = new Uint32Array(buffer, table, size * counters).fill(0);
  const counts = new Float64Array(buffer, totals, size).fill(0);
  let pending = 0;
  const pour = () => {
    exports.pourCounters(table, size, counters, totals);
    pending = 0;
  };
  return {
    /** Returns whether the counters were emptied. */
    after(count: number): boolean {
      pending += count;
      if (pending < MOST) return false;
      pour();
      return true;
    },
    /** What the counters of the buckets [from, to) hold. */
    sum(from: number, to: number): number {
      let sum = 0;
      for (let i = from * counters; i < to * counters; i++) sum += counted[i]!;
      return sum;
    },
    counts(): Float64Array {
      pour();
      return counts;
    },
  };
}
