import { type Buckets, createBucketList } from "../statistics/buckets";
import { FLOAT32 } from "../statistics/floatTable";
import type { LayerPart } from "./runRecord";

/** The distribution of a layer's values by the upper 16 bits of their float32 pattern, added up. */
export interface CodeCounts {
  add(buckets: NonNullable<LayerPart["buckets"]>): void;
  buckets(): Buckets;
  /** How many values have codes whose magnitudes are below `limit`, zeros included. */
  below(limit: number): number;
}

const PAGE = 256;
const { half, firstSpecial } = FLOAT32;

/** How many pages of 2 KiB the layers of a run may still take together. */
export interface PageBudget {
  left: number;
}

/** 512 MiB: some ten thousand layers. */
export const MOST_PAGES = 2 ** 18;

/**
 * Counts lie in pages, of which a layer's values need a dozen: a run may watch thousands of layers.
 * `add` throws where the budget is spent.
 */
export function createCodeCounts(budget: PageBudget = { left: MOST_PAGES }): CodeCounts {
  const pages = new Map<number, Float64Array>();

  function pageOf(code: number): Float64Array {
    const number = Math.floor(code / PAGE);
    let page = pages.get(number);
    if (!page) {
      if (budget.left-- <= 0) throw new Error("the layers' distributions take more memory than there is for them");
      page = new Float64Array(PAGE);
      pages.set(number, page);
    }
    return page;
  }

  const at = (code: number) => pages.get(Math.floor(code / PAGE))?.[code % PAGE] ?? 0;

  return {
    add({ codes, counts }) {
      for (let i = 0; i < codes.length; i++) {
        const code = clamped(codes[i]!);
        pageOf(code)[code % PAGE]! += counts[i]!;
      }
    },
    buckets() {
      const list = createBucketList();
      for (let b = firstSpecial - 1; b > 0; b--) if (at(half + b) > 0) list.push(-last(b), -middle(b), at(half + b));
      // The lowest bucket of either sign holds the zeros, and what is below 2^-133.
      const zeros = at(0) + at(half);
      if (zeros > 0) list.push(0, 0, zeros);
      for (let b = 1; b < firstSpecial; b++) if (at(b) > 0) list.push(FLOAT32.magnitude(b), middle(b), at(b));
      return list.done();
    },
    below(limit) {
      let sum = 0;
      for (let b = 0; b < firstSpecial && FLOAT32.magnitude(b) < limit; b++) sum += at(b) + at(half + b);
      return sum;
    },
  };
}

/** Float64 values beyond float32's range are infinite as float32: they count as the largest. */
function clamped(code: number): number {
  const bucket = code % half;
  return bucket < firstSpecial ? code : code - bucket + firstSpecial - 1;
}

function last(bucket: number): number {
  return FLOAT32.lastMagnitude(bucket);
}

function middle(bucket: number): number {
  const first = FLOAT32.magnitude(bucket);
  return first + (last(bucket) - first) / 2;
}
