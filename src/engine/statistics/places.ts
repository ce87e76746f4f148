import type { Slab } from "../slab";

/** Extremes and where they stand, counted over the whole tensor; indices are those of storage or of C order. */
export interface Places {
  min: number;
  max: number;
  argmin: number | null;
  argmax: number | null;
  firstNonFinite: number | null;
  nan: number;
  positiveInfinity: number;
  negativeInfinity: number;
}

export function createPlaces(): Places {
  return {
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
    argmin: null,
    argmax: null,
    firstNonFinite: null,
    nan: 0,
    positiveInfinity: 0,
    negativeInfinity: 0,
  };
}

/** Of two sets of values; of equal extremes the first one counts. */
export function mergePlaces(a: Readonly<Places>, b: Readonly<Places>): Places {
  const first = (i: number | null, j: number | null) => (i === null || j === null ? (i ?? j) : Math.min(i, j));
  const low = Math.min(a.min, b.min);
  const high = Math.max(a.max, b.max);
  return {
    min: low,
    max: high,
    argmin: first(a.min === low ? a.argmin : null, b.min === low ? b.argmin : null),
    argmax: first(a.max === high ? a.argmax : null, b.max === high ? b.argmax : null),
    firstNonFinite: first(a.firstNonFinite, b.firstNonFinite),
    nan: a.nan + b.nan,
    positiveInfinity: a.positiveInfinity + b.positiveInfinity,
    negativeInfinity: a.negativeInfinity + b.negativeInfinity,
  };
}

/** Turns a storage index into the index to report, which decides which of equal values is the first. */
type ToIndex = (index: number) => number;

/** @param toIndex null where storage is in the order that indices are reported in */
export function addPlaces(into: Places, slab: Slab, toIndex: ToIndex | null): void {
  const { values, length } = slab;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let nonFinite = 0;
  for (let i = 0; i < length; i++) {
    const x = values[i]!;
    if (x - x !== 0) {
      nonFinite++;
      continue;
    }
    if (x < min) min = x;
    if (x > max) max = x;
  }
  if (nonFinite > 0) addNonFinite(into, slab, toIndex);
  if (nonFinite === length) return;
  if (min < into.min || (toIndex && min === into.min)) {
    into.argmin = firstOf(min, slab, toIndex, min === into.min ? into.argmin : null);
    into.min = min;
  }
  if (max > into.max || (toIndex && max === into.max)) {
    into.argmax = firstOf(max, slab, toIndex, max === into.max ? into.argmax : null);
    into.max = max;
  }
}

function addNonFinite(into: Places, { values, length, start }: Slab, toIndex: ToIndex | null): void {
  for (let i = 0; i < length; i++) {
    const x = values[i]!;
    if (x - x === 0) continue;
    if (x > 0) into.positiveInfinity++;
    else if (x < 0) into.negativeInfinity++;
    else into.nan++;
    if (into.firstNonFinite === null || toIndex) {
      const index = toIndex ? toIndex(start + i) : start + i;
      if (into.firstNonFinite === null || index < into.firstNonFinite) into.firstNonFinite = index;
    }
  }
}

function firstOf(
  value: number,
  { values, length, start }: Slab,
  toIndex: ToIndex | null,
  known: number | null,
): number {
  let first = known ?? Number.POSITIVE_INFINITY;
  for (let i = 0; i < length; i++) {
    if (values[i] !== value) continue;
    if (!toIndex) return start + i;
    first = Math.min(first, toIndex(start + i));
  }
  return first;
}
