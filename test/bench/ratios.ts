export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Of milliseconds. */
export interface Timing {
  readonly median: number;
  readonly min: number;
  readonly runs: number;
}

export function timingOf(samples: readonly number[]): Timing {
  return { median: median(samples), min: Math.min(...samples), runs: samples.length };
}

/** How many times our time another's is: 1 is a draw, more is to our favour. */
export function ratioOf(ours: Timing, other: Timing): { median: number; min: number } {
  return { median: other.median / ours.median, min: other.min / ours.min };
}

/** GB/s of `bytes`, by the median and by the best time. */
export function speedOf(bytes: number, { median, min }: Timing): { median: number; min: number } {
  return { median: bytes / median / 1e6, min: bytes / min / 1e6 };
}

/**
 * The least bytes that an operation must read and write, as a share of what the same time would have read.
 *
 * @param read a timing of reading `readBytes`
 */
export function shareOfRead(bytes: number, ours: Timing, readBytes: number, read: Timing): number {
  return speedOf(bytes, ours).median / speedOf(readBytes, read).median;
}

export interface Goal {
  readonly floor: number;
  readonly aim: number;
}

export type Verdict = "aim" | "floor" | "missed" | "";

/** What a value reaches, the higher the better; nothing, where there is no goal. */
export function verdictOf(value: number, goal: Goal | null): Verdict {
  if (!goal) return "";
  if (value >= goal.aim) return "aim";
  return value >= goal.floor ? "floor" : "missed";
}
