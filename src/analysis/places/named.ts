import { fits, isPlain } from "./namePattern";
import { either, type Named, NOTHING, type Possible } from "./possible";
import { createCover } from "./way";

/** What may stand under a name. */
export interface Found {
  readonly value: Possible;
  /** Something stands there, whichever way was taken. */
  readonly sure: boolean;
}

/**
 * What may stand under a name: the last that was put there surely, and whatever may have been put there since. Names that
 * are known in part count where none is spelled out.
 */
export function lookUp({ sets }: Named, name: string): Found {
  const cover = createCover();
  const found: Possible[] = [];
  for (let i = sets.length - 1; i >= 0; i--) {
    const set = sets[i]!;
    if (!isPlain(set.name) || set.name[0] !== name) continue;
    found.push(set.value);
    if (cover.add(set.way)) return { value: either(...found), sure: true };
  }
  if (found.length > 0) return { value: either(...found), sure: false };
  const guessed = sets.filter((set) => !isPlain(set.name) && fits(name, set.name));
  return { value: guessed.length > 0 ? either(...guessed.map(({ value }) => value)) : NOTHING, sure: false };
}

/** Every name that is spelled out. */
export function plainNames({ sets }: Named): ReadonlySet<string> {
  return new Set(sets.flatMap(({ name }) => (isPlain(name) ? [name[0]!] : [])));
}
