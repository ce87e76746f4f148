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

/**
 * Adds values[0, length), which stand in storage from index `start` on.
 *
 * @param toIndex turns a storage index into the index to report; it decides which of equal extremes is first
 */
export function addPlaces(
  into: Places,
  values: Float64Array,
  length: number,
  start: number,
  toIndex: ((index: number) => number) | null,
): void {
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
  if (nonFinite > 0) addNonFinite(into, values, length, start, toIndex);
  if (nonFinite === length) return;
  if (min < into.min || (toIndex && min === into.min)) {
    into.argmin = firstOf(values, length, start, min, toIndex, min === into.min ? into.argmin : null);
    into.min = min;
  }
  if (max > into.max || (toIndex && max === into.max)) {
    into.argmax = firstOf(values, length, start, max, toIndex, max === into.max ? into.argmax : null);
    into.max = max;
  }
}

function addNonFinite(
  into: Places,
  values: Float64Array,
  length: number,
  start: number,
  toIndex: ((index: number) => number) | null,
): void {
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
  values: Float64Array,
  length: number,
  start: number,
  value: number,
  toIndex: ((index: number) => number) | null,
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
