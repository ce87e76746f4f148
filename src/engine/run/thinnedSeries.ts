/** A series of any length of which at most so many entries are kept: every second, fourth, eighth …, and the last. */
export interface ThinnedSeries<T> {
  /** @param marked kept even where its place is thinned out, as long as such entries are few */
  add(entry: T, marked: boolean, most: number): void;
  /** All that were added. */
  readonly length: number;
  /** Every so many-th is kept. */
  readonly every: number;
  kept(): readonly T[];
}

interface Kept<T> {
  readonly entry: T;
  readonly place: number;
  readonly marked: boolean;
}

export function createThinnedSeries<T>(): ThinnedSeries<T> {
  let kept: Kept<T>[] = [];
  let last: Kept<T> | null = null;
  let every = 1;
  let length = 0;
  return {
    get length() {
      return length;
    },
    get every() {
      return every;
    },
    add(entry, marked, most) {
      last = { entry, place: length++, marked };
      if (marked || last.place % every === 0) kept.push(last);
      while (kept.length >= most) {
        every *= 2;
        const rare = kept.filter((one) => one.marked).length < most / 2;
        kept = kept.filter((one) => one.place % every === 0 || (rare && one.marked));
        // Only the first entry is left: any limit is too small.
        if (every > length) break;
      }
    },
    kept: () => {
      const entries = kept.map(({ entry }) => entry);
      return last === null || kept.at(-1) === last ? entries : [...entries, last.entry];
    },
  };
}
