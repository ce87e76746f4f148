import type { ModeRecord } from "./runRecord";

/** From one step to another, which comes after it; the end is null where it lasts to the end of the log. */
export type Evaluation = readonly [from: number, to: number | null];

/** When layers were in evaluation mode, by what the log says of switches. */
export interface Evaluations {
  /** @param keyOf a layer's key, by its place in the rank's list */
  add(record: ModeRecord, keyOf: (index: number) => string): void;
  readonly of: (key: string) => readonly Evaluation[];
}

/** Validation after each of so many epochs; what comes later is left out of the figure. */
const MOST_EVALUATIONS = 1000;

export function createEvaluations(): Evaluations {
  const spans = new Map<string, Evaluation[]>();

  function begin(key: string, step: number): void {
    const own = spans.get(key) ?? [];
    spans.set(key, own);
    if (own.length < MOST_EVALUATIONS && own.at(-1)?.[1] !== null) own.push([step, null]);
  }

  function end(key: string, step: number): void {
    const own = spans.get(key);
    const last = own?.at(-1);
    if (own && last?.[1] === null) own[own.length - 1] = [last[0], step];
  }

  return {
    add({ step, training, layers }, keyOf) {
      for (const index of layers) (training ? end : begin)(keyOf(index), step);
    },
    of: (key) => spans.get(key) ?? [],
  };
}
