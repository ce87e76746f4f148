/** Asks again and again, when there may be something new and never too often. */
export interface Pace {
  /** There may be something new. */
  hint(): void;
  /** Asks no more until `resume`, which asks at once. */
  pause(): void;
  resume(): void;
  dispose(): void;
}

/** A clock and a way to be called later; the callback is taken back by what is returned. */
export interface Timing {
  readonly now: () => number;
  readonly later: (work: () => void, milliseconds: number) => () => void;
}

/** Changes come in flocks: one is waited for that the next may be part of. */
const FLOCK_MILLISECONDS = 100;
const LEAST_MILLISECONDS = 1000;
/** What answers cost may be a fifth of the time, at most. */
const REST = 5;

/**
 * Makes a pace that begins paused.
 *
 * @param ask answers with the milliseconds after which it wants to be asked even if no hint comes; must not throw
 */
export function createPace(ask: () => Promise<number>, { now, later }: Timing = REAL): Pace {
  let [paused, disposed, asking, hinted] = [true, false, false, false];
  let earliest = 0;
  let cancel = () => {};

  const plan = (milliseconds: number) => {
    cancel();
    if (!paused && !disposed) cancel = later(run, Math.max(milliseconds, earliest - now()));
  };
  const run = async () => {
    if (asking || paused || disposed) return;
    [asking, hinted] = [true, false];
    const start = now();
    const rest = await ask();
    asking = false;
    earliest = start + Math.max(LEAST_MILLISECONDS, REST * (now() - start));
    plan(hinted ? FLOCK_MILLISECONDS : rest);
  };

  return {
    hint() {
      if (hinted) return;
      hinted = true;
      if (!asking) plan(FLOCK_MILLISECONDS);
    },
    pause() {
      paused = true;
      cancel();
    },
    resume() {
      if (!paused) return;
      paused = false;
      if (!asking) plan(0);
      else hinted = true;
    },
    dispose() {
      disposed = true;
      cancel();
    },
  };
}

/** Not the time of day, which may be set back while a run is followed. */
const REAL: Timing = {
  now: () => performance.now(),
  later: (work, milliseconds) => {
    const timer = setTimeout(work, milliseconds);
    return () => clearTimeout(timer);
  },
};
