import type { Ran } from "./protocol";

export interface Contestant {
  readonly key: string;
  run(): Promise<Ran>;
}

export interface Pace {
  /** Rounds go on until so much time has passed, and are never fewer than `rounds`. */
  readonly milliseconds: number;
  readonly rounds: number;
  readonly now: () => number;
}

/** Runs over a second take part in every fifth round only, and their first run counts. */
const LONG = 1000;
const SELDOM = 5;
/** Runs under a tenth of a second start slower after a pause, in which the others run: they warm up at every turn. */
const SHORT = 100;

/** Runs contestants by turns, A B C A B C …; returns each one's runs that count. */
export async function interleave(contestants: readonly Contestant[], pace: Pace): Promise<Map<string, Ran[]>> {
  const end = pace.now() + pace.milliseconds;
  const kept = new Map<string, Ran[]>();
  const cost = new Map<string, number>();
  for (const { key, run } of contestants) {
    const first = await run();
    cost.set(key, first.ms);
    kept.set(key, first.ms > LONG ? [first] : []);
  }
  for (let round = 1; round <= pace.rounds || pace.now() < end; round++) {
    for (const { key, run } of contestants) {
      const ms = cost.get(key)!;
      if (ms > LONG && round % SELDOM !== 0) continue;
      if (ms < SHORT) await run();
      kept.get(key)!.push(await run());
    }
  }
  return kept;
}
