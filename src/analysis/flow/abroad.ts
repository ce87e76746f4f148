import type { Walk } from "./walk";

/**
 * Runs code of another file. Only so much of it is followed for the file at hand: libraries lead on and on, and hardly ever
 * to a model.
 * @returns its result, and whether it was followed to its end
 */
export function abroad<T>(walk: Walk, work: () => T): { readonly value: T; readonly whole: boolean } {
  if (walk.abroad) return { value: work(), whole: walk.steps > 0 };
  const before = walk.steps;
  const allowed = Math.max(0, Math.min(before, walk.away));
  walk.abroad = true;
  walk.steps = allowed;
  const value = work();
  const spent = allowed - Math.max(0, walk.steps);
  const whole = walk.steps > 0;
  walk.abroad = false;
  walk.away -= spent;
  walk.steps = before - spent;
  return { value, whole };
}

/** Of one file's walk, all in all. */
export const MAX_AWAY = 2_000;
