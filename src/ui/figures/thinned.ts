/** More dots than these are too many to draw, and to tell apart. */
const MOST_DOTS = 3000;

/** The places of which dots are drawn: all, or every so many and those that stand out. */
export function thinned(count: number, standsOut: (place: number) => boolean): number[] {
  const every = Math.ceil(count / MOST_DOTS);
  return Array.from({ length: count }, (_, place) => place).filter((place) => place % every === 0 || standsOut(place));
}
