import { codeValues, smallestNormal } from "../decode";
import { DTYPE_BYTES, type Dtype } from "../tensor";
import { type BucketTable, type Counted, createBucketList } from "./buckets";

/** Table over the codes of a dtype of one or two bytes: not an approximation, the whole distribution. */
export function createCodeTable(dtype: Dtype): Omit<BucketTable, "counts"> {
  const counts = new Float64Array(256 ** DTYPE_BYTES[dtype]);
  return {
    add(bytes) {
      const codes =
        DTYPE_BYTES[dtype] === 1 ? bytes : new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
      for (let i = 0; i < codes.length; i++) counts[codes[i]!]!++;
    },
    take: () => codeBuckets(dtype, counts),
  };
}

/** The buckets of values counted by their code. */
export function codeBuckets(dtype: Dtype, counts: Float64Array): Counted {
  return bucketsOf(dtype, ascendingCodes(dtype), (code) => counts[code]!);
}

/** The same of few values by their codes, at the cost of sorting them; what is not finite is left out. */
export function fewCodeBuckets(dtype: Dtype, codes: Uint16Array): Counted {
  const values = codeValues(dtype);
  const counts = new Map<number, number>();
  for (const code of codes) if (Number.isFinite(values[code])) counts.set(code, (counts.get(code) ?? 0) + 1);
  const ascending = [...counts.keys()].sort((a, b) => values[a]! - values[b]!);
  return bucketsOf(dtype, ascending, (code) => counts.get(code)!);
}

/** @param codes by their values */
function bucketsOf(dtype: Dtype, codes: ArrayLike<number>, countOf: (code: number) => number): Counted {
  const values = codeValues(dtype);
  const normal = smallestNormal(dtype);
  const list = createBucketList();
  let subnormal = 0;
  let [pending, total] = [0, 0];
  for (let i = 0; i < codes.length; i++) {
    const count = countOf(codes[i]!);
    if (count === 0) continue;
    const value = values[codes[i]!]!;
    if (value !== 0 && Math.abs(value) < normal) subnormal += count;
    // Several codes may share a value: +0 and -0, the unused bits of int4.
    if (value !== pending && total > 0) {
      list.push(pending, pending, total);
      total = 0;
    }
    pending = value;
    total += count;
  }
  if (total > 0) list.push(pending, pending, total);
  return { ...list.done(), subnormal };
}

const sorted = new Map<Dtype, Uint32Array>();

/** Codes of finite values, by value. */
function ascendingCodes(dtype: Dtype): Uint32Array {
  let codes = sorted.get(dtype);
  if (!codes) {
    const values = codeValues(dtype);
    codes = Uint32Array.from(values.keys())
      .filter((code) => Number.isFinite(values[code]))
      .sort((a, b) => values[a]! - values[b]!);
    sorted.set(dtype, codes);
  }
  return codes;
}
