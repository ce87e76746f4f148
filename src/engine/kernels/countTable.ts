import type { Counted } from "../statistics/buckets";
import { codeBuckets } from "../statistics/codeTable";
import { FLOAT32, FLOAT64, type FloatFormat, floatBuckets, SUBNORMAL_BUCKETS } from "../statistics/floatTable";
import { DTYPE_BYTES, type Dtype } from "../tensor";
import type { ProfileExports } from "./profileExports";

/** The bucket table of a dtype in the kernels' memory. */
export interface CountTable {
  readonly bytes: number;
  /** Clears the table at `table` and counts into it. */
  open(exports: ProfileExports, buffer: ArrayBuffer, table: number): OpenTable;
}

export interface OpenTable {
  /** Whether the kernel that sums the values counts them too. */
  readonly fused: boolean;
  /** Counts a slab, given as bytes of the dtype and as decoded values, `zeros` of which are 0. */
  add(bytes: Uint8Array, values: number, count: number, zeros: number): void;
  take(): Counted;
}

export function countTable(dtype: Dtype): CountTable {
  if (DTYPE_BYTES[dtype] === 1) return codes(dtype, 256, 4, "countCodes8");
  if (DTYPE_BYTES[dtype] === 2) return codes(dtype, 65_536, 2, "countCodes16");
  return dtype === "float32" ? floats(FLOAT32, 2, null) : floats(FLOAT64, 1, "countFloat64");
}

/** @param counters how many counters a code has, whose sum counts */
function codes(dtype: Dtype, size: number, counters: number, kernel: "countCodes8" | "countCodes16"): CountTable {
  return {
    bytes: size * counters * 4,
    open(exports, buffer, table) {
      const drained = drain(buffer, table, size, counters);
      return {
        fused: false,
        add(bytes, _values, count) {
          exports[kernel](bytes.byteOffset, count, table);
          drained.after(count);
        },
        take: () => codeBuckets(dtype, drained.counts()),
      };
    },
  };
}

function floats(format: FloatFormat, counters: number, kernel: "countFloat64" | null): CountTable {
  const size = 2 * format.half;
  return {
    bytes: size * counters * 4,
    open(exports, buffer, table) {
      const drained = drain(buffer, table, size, counters);
      let scaled: Float64Array | null = null;
      let zero = 0;
      let low = 0;
      return {
        fused: kernel === null,
        add(_bytes, values, count, zeros) {
          if (kernel) exports[kernel](values, count, table);
          zero += zeros;
          const lowBefore = low;
          low = drained.sum(0, SUBNORMAL_BUCKETS) + drained.sum(format.half, format.half + SUBNORMAL_BUCKETS);
          if (low - lowBefore !== zeros) {
            scaled ??= new Float64Array(size);
            format.countSubnormals(new Uint8Array(buffer, values, count * (format === FLOAT32 ? 4 : 8)), scaled);
          }
          if (drained.after(count)) low = 0;
        },
        take: () => floatBuckets(format, drained.counts(), scaled, zero),
      };
    },
  };
}

/** Counters have 32 bits: before one can overflow, all are added to numbers that cannot. */
const MOST = 2 ** 31;

function drain(buffer: ArrayBuffer, table: number, size: number, counters: number) {
  const counted = new Uint32Array(buffer, table, size * counters).fill(0);
  const totals = new Float64Array(size);
  let pending = 0;
  const pour = () => {
    for (let i = 0; i < counted.length; i++) totals[Math.floor(i / counters)]! += counted[i]!;
    counted.fill(0);
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
      return totals;
    },
  };
}
