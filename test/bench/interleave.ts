import type { Ran } from "./protocol";

export interface Contestant {
  readonly key: string;
  /** Its process. */
  readonly side: string;
  run(): Promise<Ran>;
}

export interface Pace {
  /** Rounds go on until so much time has passed, and are never fewer than `rounds`. */
  readonly milliseconds: number;
  readonly rounds: number;
  readonly now: () => number;
  /** Waits for so many milliseconds. */
  readonly wait: (ms: number) => Promise<unknown>;
}

/** Runs over a second take part in every fifth round only, and their first run counts. */
const LONG = 1000;
const SELDOM = 5;
/** Short runs start slower after a pause, in which the others run: at every turn they warm up for so long. */
const WARM_UP = 50;

/** A side may have garbage to collect when its run is over, on another core but in the same memory. */
const SETTLE = 100;

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
  let last = "";
  for (let round = 1; round <= pace.rounds || pace.now() < end; round++) {
    for (const { key, side, run } of contestants) {
      const ms = cost.get(key)!;
      if (ms > LONG && round % SELDOM !== 0) continue;
      if (side !== last) await pace.wait(SETTLE);
      last = side;
      for (const warm = pace.now() + WARM_UP; ms < WARM_UP && pace.now() < warm; ) await run();
      kept.get(key)!.push(await run());
    }
  }
  return kept;
}
